import type { SessionTools } from './session-tools.ts';
import type { SessionPart } from './part.ts';
import type { TokenUsage } from './session.ts';
import { compareTotals, fitUsage, readUsage, type Usage } from './usage.ts';

/** Counts what the models of one session take. */
export type Meter = {
  readonly add: (used: TokenUsage) => void;
  /** `before` is where the count began, where it did not begin at nothing. */
  readonly compare: (total: TokenUsage, before?: TokenUsage) => void;
};

/** Models whose counters are remembered: as many as a field takes values in a run. */
const MAX_MODELS = 100;

export function createMeter(part: SessionPart, { model, naming, misuse }: SessionTools): Meter {
  const known = new Map<unknown, Usage>();
  const name = (given: Usage): unknown =>
    given['model'] === undefined ? model : naming('models', given['model']);
  const record = (used: Usage): boolean => part.record('token.usage', fitUsage(part.totals, used));
  return {
    add: (used) => {
      const usage = readUsage(used);
      record({ ...usage, model: name(usage) });
    },
    compare: (total, before) => {
      const usage = readUsage(total);
      const key = name(usage);
      if (known.size >= MAX_MODELS && !known.has(key)) return misuse('too_many_values');
      const from = known.get(key) ?? (before === undefined ? undefined : readUsage(before));
      const { since, total: next } = compareTotals(from, { ...usage, model: key });
      // What could not be recorded is part of the next difference.
      if (since !== undefined && record(since)) known.set(key, next);
    },
  };
}
