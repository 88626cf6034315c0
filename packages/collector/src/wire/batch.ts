import type { ErasedInProject } from '../erasure/erased-ids.ts';
import { MAX_EVENTS_PER_REQUEST, MAX_ROWS_BYTES } from '../limits.ts';
import { parseEnvelope } from './envelope.ts';
import { findEventFault, isSeq, type RejectionReason, type WireEvent } from './event.ts';
import { RequestError } from './request-error.ts';
import { encodeEvent, encodeLedger, encodeRun } from './row.ts';
import { isRunHead, type WireRun } from './run.ts';

/** An event that was not taken. */
export type Rejection = { readonly id: string; readonly reason: RejectionReason };

/** The sequence numbers of one run that a batch carries. */
export type RunSeqs = { readonly run: string; readonly seqs: readonly number[] };

/** A request, checked, and its sound events as rows for the store. */
export type Batch = {
  readonly attempt: number;
  readonly rows: Buffer;
  readonly rowCount: number;
  readonly sound: readonly RunSeqs[];
  readonly rejected: readonly Rejection[];
  readonly ledgerRow: Buffer | undefined;
};

/** Where and when a request came in. */
export type Arrival = {
  readonly project: string;
  readonly receivedMs: number;
  /** Events of these ids are refused. */
  readonly erased?: ErasedInProject | undefined;
};

/** Checks a request's JSON and encodes it. Throws `RequestError` when the frame is wrong or too large. */
export function readBatch(json: unknown, { project, receivedMs, erased }: Arrival): Batch {
  const envelope = parseEnvelope(json);
  if (envelope.eventCount > MAX_EVENTS_PER_REQUEST) {
    // 413 and not 400, since a sender answers it by sending halves.
    throw tooLarge(`${envelope.eventCount.toLocaleString('en')} events`, MAX_EVENTS_PER_REQUEST);
  }
  let [rows, rowCount] = ['', 0];
  const sound: RunSeqs[] = [];
  const rejected: Rejection[] = [];
  for (const run of envelope.runs) {
    const reason = findRunFault(run);
    const seqs = reason === undefined ? readRun(run as WireRun) : rejectRun(run as SomeRun, reason);
    if (seqs.length > 0) sound.push({ run: run['run'] as string, seqs });
  }
  const { attempt, ledger } = envelope;
  const ledgerRow = ledger === undefined ? undefined : Buffer.from(encodeLedger(project, ledger));
  return { attempt, rows: Buffer.from(rows), rowCount, sound, rejected, ledgerRow };

  function readRun(run: WireRun): number[] {
    const columns = encodeRun(project, run, receivedMs);
    const seqs: number[] = [];
    for (const event of run.events) {
      const fault = findEventFault(event);
      if (fault !== undefined) {
        rejected.push({ id: idOf(run.run, event), reason: fault });
        continue;
      }
      rows += encodeEvent(columns, event as WireEvent);
      rowCount += 1;
      if (rows.length > MAX_ROWS_BYTES) throw tooLarge('more bytes of rows', MAX_ROWS_BYTES);
      seqs.push((event as WireEvent).seq);
    }
    return seqs;
  }

  function findRunFault(run: Readonly<Record<string, unknown>>): RejectionReason | undefined {
    if (!isRunHead(run)) return 'invalid_run';
    const { install } = (run as WireRun).resource;
    if (erased === undefined || install === undefined) return undefined;
    const id = Buffer.from(install);
    return erased.receiptOf(id, 0, id.length) === undefined ? undefined : 'erased';
  }

  function rejectRun(run: SomeRun, reason: RejectionReason): number[] {
    for (const event of run.events) rejected.push({ id: idOf(run.run, event), reason });
    return [];
  }
}

/** A run that may be wrong in all but its list of events. */
type SomeRun = Pick<WireRun, 'run' | 'events'>;

/** `<run>.<seq>` as far as it can be known; what was sent in their place may be anything, so it is not echoed. */
function idOf(run: unknown, event: unknown): string {
  const seq = typeof event === 'object' && event !== null && 'seq' in event ? event.seq : undefined;
  return `${typeof run === 'string' ? run.slice(0, 26) : '?'}.${isSeq(seq) ? seq : '?'}`;
}

function tooLarge(what: string, limit: number): RequestError {
  return new RequestError(
    'body_too_large',
    `The body has ${what}; at most ${limit.toLocaleString('en')} are taken.`,
  );
}
