import type { RunEnd } from '../../sinks/batch.ts';
import type { RunContent } from '../../spool/read-run.ts';
import type { EventLine } from '../../spool/run-file.ts';
import type { Stamp } from '../outbox.ts';

/** The number of the first event of a run. */
const FIRST_SEQ = 1;
const ERRORS: readonly string[] = ['crash', 'error'];
/** Of a run that could not say so itself, these mean that a fault of the program ended it. */
const FAULTS: readonly unknown[] = ['out-of-memory', 'fatal'];

/**
 * Whether a segment is the first of its run, and how the run ended if it is the last. `events` are all that is told of it, the
 * one that says that it was abandoned included. A part of another run (a worker) neither begins nor ends.
 */
export function stampRun({ header, closed, end }: RunContent, events: readonly EventLine[]): Stamp {
  if (header === undefined || header.worker === true) return {};
  const isFirst = header.segment === 1 || events.some(({ seq }) => seq === FIRST_SEQ);
  const ended = end === undefined ? guessEnd(closed, events) : readEnd(end);
  return { ...(isFirst && { began: true }), ...(ended && { ended }) };
}

function readEnd({ durationMs, errors = 0, crashed }: NonNullable<RunContent['end']>): RunEnd {
  return { status: crashed === true ? 'crashed' : errors > 0 ? 'errored' : 'ok', errors, durationMs };
}

/** A segment that another one follows says nothing of the end. */
function guessEnd(closed: RunContent['closed'], events: readonly EventLine[]): RunEnd | undefined {
  if (closed !== undefined) return undefined;
  const isFault = ({ name, props }: EventLine): boolean =>
    (name === 'crash' && props['intercepted'] !== true) || FAULTS.includes(props['cause']);
  const errors = events.filter(({ name }) => ERRORS.includes(name)).length;
  return { status: events.some(isFault) ? 'crashed' : 'abnormal', errors };
}
