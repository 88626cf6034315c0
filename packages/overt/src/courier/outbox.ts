import { join } from '../platform/path.ts';
import type { BatchEvent, EventRun } from '../sinks/batch.ts';
import type { HeaderLine } from '../spool/run-file.ts';
import { OUTBOX } from '../spool/folders.ts';
import type { SampledEvent } from './thin-out.ts';

/** A batch is large enough to be worth a request, and small enough to be sent again when the request fails. */
export const MAX_BATCH_BYTES = 512 * 1024;

/** Padded, so that names sort by age. */
export function batchPath(folder: string, batch: string | number): string {
  return join(folder, OUTBOX, `${String(batch).padStart(8, '0')}.ndjson`);
}

/** What is told with one event of a run only. */
export type Stamp = Pick<EventRun, 'began' | 'ended'>;

/** A batch in the making: the head of a run, then its events, run by run. */
export type BatchDraft = { text: string; events: number; bytes: number };

export function addRun(
  draft: BatchDraft,
  header: HeaderLine & Stamp,
  events: readonly SampledEvent[],
): BatchDraft {
  if (events.length === 0) return draft;
  const { run, parent, level, resource, trace, began, ended } = header;
  const head: EventRun = { run, parent, level, resource, trace, began, ended };
  const text = [{ run: head }, ...events].map((line) => `${JSON.stringify(line)}\n`).join('');
  return {
    text: draft.text + text,
    events: draft.events + events.length,
    bytes: draft.bytes + Buffer.byteLength(text),
  };
}

/**
 * The events of a batch file, each with the run that it belongs to. That the run began or ended is true of the last of them
 * alone: however the batch is cut into pieces, it is told once.
 */
export function parseBatch(text: string): BatchEvent[] {
  const events: BatchEvent[] = [];
  let run: EventRun | undefined;
  let stamp: Stamp = {};
  const stampLast = (): void => {
    const last = events.at(-1);
    if (last !== undefined && Object.keys(stamp).length > 0)
      events[events.length - 1] = { ...last, run: { ...last.run, ...stamp } };
  };
  for (const piece of text.split('\n')) {
    if (piece === '') continue;
    const line = parse(piece);
    if (line === undefined) continue;
    if ('run' in line) {
      stampLast();
      ({ run, stamp } = partHead(line.run));
    } else if (run !== undefined) events.push(toEvent(run, line));
  }
  stampLast();
  return events;
}

function partHead({ began, ended, ...run }: EventRun): { run: EventRun; stamp: Stamp } {
  return { run, stamp: { ...(began && { began }), ...(ended && { ended }) } };
}

function toEvent(run: EventRun, { seq, time, name, level = 'usage', props, rate }: SampledEvent): BatchEvent {
  const share = rate === undefined ? {} : { sampleRate: rate };
  return { id: `${run.run}.${seq}`, run, seq, time, name, level, props, ...share };
}

function parse(text: string): SampledEvent | { run: EventRun } | undefined {
  try {
    return JSON.parse(text) as SampledEvent | { run: EventRun };
  } catch {
    return undefined;
  }
}
