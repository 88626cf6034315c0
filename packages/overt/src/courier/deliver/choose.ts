import { allows, isLevel, type Level } from '../../consent/level.ts';
import { isUnwanted, type Lowered } from '../../ledger/lowered.ts';
import { drawOf, rateOf, type Draw } from '../../sampling/rate.ts';
import type { BatchEvent } from '../../sinks/batch.ts';
import { isWanted, type SinkFilter } from '../../sinks/filter.ts';

/** @internal The user lets less happen now than when the event was recorded. */
export const CONSENT_LOWERED = 'consent_lowered';

/** What decides which events a sink is given. */
export type ChoosingRules = {
  /** What the user lets happen now. */
  readonly level: Level;
  readonly filter: SinkFilter | undefined;
  readonly lowered: Lowered | undefined;
  readonly by: Draw;
};

/** The events that a sink is given, and why it is not given the others, by their ids. */
export type Chosen = {
  readonly kept: readonly BatchEvent[];
  readonly withheld: ReadonlyMap<string, string>;
};

/** Divides events into those for a sink and the others. Of several reasons the user's own comes first. */
export function choose(events: readonly BatchEvent[], rules: ChoosingRules): Chosen {
  const kept: BatchEvent[] = [];
  const withheld = new Map<string, string>();
  for (const event of events) {
    const rate = shareOf(event, rules);
    const reason = reasonAgainst(event, rules, rate);
    if (reason !== undefined) withheld.set(event.id, reason);
    else kept.push(rate < 1 ? { ...event, sampleRate: rate } : event);
  }
  return { kept, withheld };
}

function reasonAgainst(event: BatchEvent, rules: ChoosingRules, rate: number): string | undefined {
  const { level, filter, lowered, by } = rules;
  if (!isLevel(event.level) || !allows(level, event.level)) return CONSENT_LOWERED;
  if (filter !== undefined && !isWanted(filter, event)) return 'filtered';
  if (lowered !== undefined && isUnwanted(lowered, event.name)) return 'asked_to_drop';
  if (rate === 1 || drawOf(event.run, by) < rate) return undefined;
  return rate < shareOf(event, { ...rules, lowered: undefined }) ? 'asked_to_sample' : 'sampled';
}

/**
 * The smallest of all shares: that of the author for all sinks, by which the event has been drawn already, that of the author for
 * this sink, and that for which its other side asks. They are drawn by one number, so a smaller share is a part of a larger one.
 */
function shareOf(event: BatchEvent, { filter, lowered }: ChoosingRules): number {
  const own = rateOf({ rate: filter?.sample ?? 1 }, event);
  const asked = lowered === undefined ? 1 : rateOf({ events: lowered.sample }, event);
  return Math.min(event.sampleRate ?? 1, own, asked);
}
