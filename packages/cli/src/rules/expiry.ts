import { event } from './example.ts';
import { eventRule, type Rule } from './rule.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Time to release a version that says otherwise. */
const SOON_DAYS = 30;

/** Rules about `expires`. */
export const EXPIRY_RULES: readonly Rule[] = [
  eventRule(
    {
      id: 'missing-expiry',
      severity: 'error',
      isFatal: true,
      summary: 'Every event says until when it is recorded: a day as `YYYY-MM-DD`, or `never`.',
      bad: event('scan.finished', { expires: 'next year' }),
      good: event('scan.finished', { expires: '2027-06-30' }),
    },
    ({ expires }) =>
      expires === 'never' || DAY.test(expires)
        ? undefined
        : 'It does not say until when it is recorded (`expires`): a day as YYYY-MM-DD, or never.',
  ),
  eventRule(
    {
      id: 'impossible-expiry',
      severity: 'error',
      summary: 'The day of expiry is in the calendar.',
      bad: event('scan.finished', { expires: '2027-06-31' }),
      good: event('scan.finished', { expires: '2027-06-30' }),
    },
    ({ expires }) =>
      DAY.test(expires) && !isDay(expires) ? `There is no day ${expires} in the calendar.` : undefined,
  ),
  eventRule(
    {
      id: 'expired',
      severity: 'error',
      summary: 'No event has expired: the SDK drops it, so remove it, or say why it is still needed.',
      bad: event('scan.finished', { expires: '2026-06-29' }),
      good: event('scan.finished', { expires: '2027-06-30' }),
    },
    ({ expires }, { today }) =>
      isDay(expires) && expires < today ? `It expired on ${expires} and is no longer recorded.` : undefined,
  ),
  eventRule(
    {
      id: 'expires-soon',
      severity: 'warning',
      summary: `An event that expires within ${SOON_DAYS} days is removed or prolonged in time for a release.`,
      bad: event('scan.finished', { expires: '2026-07-15' }),
      good: event('scan.finished', { expires: '2027-06-30' }),
    },
    ({ expires }, { today }) => {
      const days = daysUntil(expires, today);
      return days !== undefined && days >= 0 && days <= SOON_DAYS
        ? `It expires on ${expires}: remove it, or set a later day if it is still needed.`
        : undefined;
    },
  ),
  eventRule(
    {
      id: 'expiry-too-far',
      severity: 'warning',
      summary:
        'The expiry lies at most two years ahead (`maxExpiryDays`), so that somebody looks at it again.',
      bad: event('scan.finished', { expires: '2036-01-01' }),
      good: event('scan.finished', { expires: '2027-06-30' }),
    },
    ({ expires }, { today, config: { maxExpiryDays } }) =>
      (daysUntil(expires, today) ?? 0) > maxExpiryDays
        ? `It expires on ${expires}, more than ${maxExpiryDays} days ahead.`
        : undefined,
  ),
  eventRule(
    {
      id: 'expires-never',
      severity: 'warning',
      summary: 'An event that never expires has a reason for that, in a suppression of this rule.',
      bad: event('scan.finished', { expires: 'never' }),
      good: {
        ...event('scan.finished', { expires: 'never' }),
        suppress: [
          { rule: 'expires-never', event: 'scan.finished', reason: 'It is the measure of our work.' },
        ],
      },
    },
    ({ expires }) =>
      expires === 'never' ? 'It never expires: set a day, or say in a suppression why not.' : undefined,
  ),
];

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function daysUntil(day: string, today: string): number | undefined {
  return isDay(day) ? (Date.parse(day) - Date.parse(today)) / DAY_MS : undefined;
}
