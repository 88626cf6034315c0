import { QuotaWindow } from '../sampling/quota.ts';
import { drawOf, rateOf, type Draw } from '../sampling/rate.ts';
import type { QuotaOptions, SamplingOptions } from '../sampling/sampling.ts';
import { addCounts } from '../spool/counts.ts';
import type { Counts, EventLine, HeaderLine } from '../spool/run-file.ts';

/** How much of what was recorded is sent. */
export type ThinningRules = {
  readonly sampling: Required<SamplingOptions>;
  readonly quota: Required<QuotaOptions>;
  /** What is drawn, where that is not what `sampling` says. */
  readonly draw?: Draw | undefined;
};

/** What is carried from one run to the next. */
export type ThinningState = {
  readonly dropped: Counts;
  /** How many events there were of late, by hour and day. */
  readonly quota: Counts;
};

/** An event that is sent, and the share of its kind that is, where that is not all of them. */
export type SampledEvent = EventLine & { readonly rate?: number | undefined };

export type Thinned = ThinningState & { readonly events: readonly SampledEvent[] };

/**
 * Leaves out what is not drawn, and what is too much. Here and not in the run: a run that is not drawn would save nothing that its
 * user could notice, and so the account knows of each event.
 */
export function thinOut(
  { sampling, quota, draw: by = sampling.by, now }: ThinningRules & { readonly now: number },
  header: HeaderLine,
  [given, state]: readonly [readonly EventLine[], ThinningState],
): Thinned {
  const window = new QuotaWindow(quota, state.quota);
  const draw = drawOf(header, by);
  const events: SampledEvent[] = [];
  const dropped: Record<string, number> = {};
  for (const event of given) {
    const rate = rateOf(sampling, event);
    const reason =
      draw >= rate ? 'sampled' : event.level === 'errors' || window.admit(event, now) ? undefined : 'quota';
    if (reason === undefined) events.push(rate < 1 ? { ...event, rate } : event);
    else dropped[reason] = (dropped[reason] ?? 0) + 1;
  }
  return { events, dropped: addCounts(state.dropped, dropped), quota: window.counts };
}
