import { BUILTIN_EVENTS, checkLimit } from 'overt/catalogue';
import { asRecord } from '../subject/loose-values.ts';
import { event } from './example.ts';
import { eventRule, type Rule } from './rule.ts';

/** Rules about how often an event is recorded at most. */
export const LIMIT_RULES: readonly Rule[] = [
  eventRule(
    {
      id: 'limit',
      severity: 'error',
      isFatal: true,
      summary:
        'The limit of an event has an `everyMs` from a second to 30 days, and a `maxMs` that is no less.',
      bad: event('scan.failed', { limit: { everyMs: 10 } }),
      good: event('scan.failed', { limit: { everyMs: 60_000, maxMs: 600_000 } }),
    },
    ({ name, raw }, { events }) => {
      if (raw['limit'] === undefined) return undefined;
      const limit = raw['limit'] as Parameters<typeof checkLimit>[1];
      const fault = checkLimit(name, limit, { ...BUILTIN_EVENTS, ...asRecord(events) });
      return fault === undefined ? undefined : `Expected \`${fault[0]}\` to be ${fault[1]}.`;
    },
  ),
];
