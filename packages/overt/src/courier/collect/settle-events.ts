import type { ErrorCompletion } from '../../reports/complete-error.ts';
import { isDroppedEnvironment } from '../../errors/dropped-environment.ts';
import { admitReport, type AdmittedReport } from '../../ledger/storm.ts';
import { addCounts } from '../../spool/counts.ts';
import type { Counts, EventLine, HeaderLine } from '../../spool/run-file.ts';

/** What reports of errors are settled with. */
export type SettleContext = {
  readonly completeError: ErrorCompletion;
  /** Where these are named, errors are not reported. */
  readonly dropEnvironments: readonly string[];
  readonly now: number;
};

/** What is carried from one run to the next. */
export type SettleState = {
  readonly dropped: Counts;
  /** The reports of the last day. */
  readonly admitted: readonly AdmittedReport[];
  /** How runs of this merge ended: an error of a worker ends its parent, which tells of it too. */
  readonly ends: ReadonlySet<string>;
};

/** The events of a run as they are sent, and what became of the others. */
export type Settled = SettleState & { readonly events: readonly EventLine[] };

const ENDS = new Set(['crash', 'command.abandoned']);
/** The events that tell of an error. */
const REPORTS = new Set(['crash', 'error', 'command.error', 'command.abandoned']);

/**
 * Makes of the events of a run what is sent of them: notes of errors become reports, unless the environment, a crash that has been
 * told, or the storm limit keeps them back. `header` is as the run wrote it; only computes and reads.
 */
export function settleEvents(
  context: SettleContext,
  header: HeaderLine,
  [given, state]: readonly [readonly EventLine[], SettleState],
): Settled {
  const events: EventLine[] = [];
  const isDropped = isDroppedEnvironment(header.resource, context.dropEnvironments);
  const ends = new Set(state.ends);
  let { dropped, admitted } = state;
  for (const event of given) {
    const isReport = REPORTS.has(event.name);
    const reason =
      isReport && isDropped ? 'dropped_environment' : isTwin(header, event, ends) ? 'folded' : undefined;
    const completed = reason === undefined ? context.completeError(header, event) : event;
    const after = isReport && reason === undefined ? admit(completed, [admitted, context.now]) : admitted;
    if (after === undefined || reason !== undefined) {
      dropped = addCounts(dropped, { [reason ?? 'storm_limited']: 1 });
      continue;
    }
    admitted = after;
    if (ENDS.has(event.name)) ends.add(keyOf(header.run, event));
    events.push(completed);
  }
  return { events, dropped, admitted, ends };
}

/** Whether a worker's crash is the one that ended its parent: the error goes there with its stack. */
function isTwin({ worker, parent }: HeaderLine, event: EventLine, ends: ReadonlySet<string>): boolean {
  return worker === true && parent !== undefined && ENDS.has(event.name) && ends.has(keyOf(parent, event));
}

function keyOf(run: string, { seq, local }: EventLine): string {
  const frames = local?.errors[0]?.frames ?? [];
  // Without frames, two ends are not known to be one.
  return JSON.stringify([run, frames.length > 0 ? frames : `only ${seq}`]);
}

/** A run that only ended without a word is no report: it says nothing of why. */
function admit(
  { name, props }: EventLine,
  [admitted, now]: readonly [readonly AdmittedReport[], number],
): readonly AdmittedReport[] | undefined {
  const { fingerprint = '' } = props;
  if (name === 'command.abandoned' && fingerprint === '') return admitted;
  return admitReport(admitted, String(fingerprint), now);
}
