import { isUtf8 } from 'node:buffer';
import type { ErasedIds } from '../erasure/erased-ids.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { Frame } from '../log/frame.ts';
import type { Logger } from '../logger.ts';
import { createRecentEvents, type RecentEvents } from '../wire/recent-events.ts';
import { readBatch, type Batch, type Rejection, type RunSeqs } from '../wire/batch.ts';
import { createQuickReader } from '../wire/quick/read-quickly.ts';
import { RequestError } from '../wire/request-error.ts';

/** The answer to a request: the three add up to the number of events sent. */
export type Answer = {
  readonly accepted: number;
  readonly duplicates: readonly string[];
  readonly rejected: readonly Rejection[];
};

/** Takes requests in. */
export type Ingest = {
  /** Checks a body, makes its events durable, and answers. Throws `RequestError`. */
  readonly take: (project: string, body: Buffer) => Promise<Answer>;
  /** Remembers the events of a frame that an earlier process wrote. */
  readonly remember: (frame: Frame) => void;
};

export type IngestParts = {
  /** Resolves when the frames are durable. */
  readonly append: (frames: readonly Frame[]) => Promise<void>;
  /** Which of these events the store has, as `<run>.<seq>`. */
  readonly findKnown: (project: string, runs: readonly RunSeqs[]) => Promise<ReadonlySet<string>>;
  /** Events of these are refused. */
  readonly erased: ErasedIds;
  readonly budget: MemoryBudget;
  readonly logger: Logger;
  readonly now: () => number;
};

/** The store may be away; an answer without its knowledge is right, too, and the sender waits for it. */
const LOOK_UP_MS = 2_000;

/**
 * What `duplicates` names: events that were in the window of recent events (what this collector took lately, see
 * MAX_RECENT_GROUPS, and after a restart what its log still holds), and, when the request says that it is not the first
 * attempt, those that were in the store. Others that are sent twice are answered as accepted; the store holds each once
 * either way.
 */
export function createIngest(parts: IngestParts): Ingest {
  const recentByProject = new Map<string, RecentEvents>();
  const readQuickly = createQuickReader();

  return {
    async take(project, body) {
      const batch = read(body, project);
      const known = batch.attempt > 1 ? await lookUp(project, batch) : new Set<string>();
      const held = batch.rows.length;
      if (!parts.budget.take(held))
        throw new RequestError('unavailable', 'Too many events wait for the disk.');
      try {
        await appendBatch(batch);
      } finally {
        parts.budget.give(held);
      }
      return answer(batch, { recent: recentOf(project), known });
    },
    remember(frame) {
      if (frame.kind !== 'events') return;
      for (const [project, run, seq] of idsOf(frame.payload)) recentOf(project).add(run, seq);
    },
  };

  function read(body: Buffer, project: string): Batch {
    if (!isUtf8(body)) throw new RequestError('invalid_encoding', 'The body is not UTF-8.');
    const receivedMs = parts.now();
    const arrival = { project, receivedMs, erased: parts.erased.of(project) };
    return readQuickly(body, arrival) ?? readBatch(parseJson(body), arrival);
  }

  /** In the store before this request is in the log, so that an event is never taken for a copy of itself. */
  async function lookUp(project: string, batch: Batch): Promise<ReadonlySet<string>> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('it did not answer in time')), LOOK_UP_MS);
      });
      return await Promise.race([parts.findKnown(project, batch.sound), late]);
    } catch (error) {
      parts.logger('warn', 'The store could not be asked for duplicates.', { error: String(error) });
      return new Set();
    } finally {
      clearTimeout(timer);
    }
  }

  async function appendBatch({ rows, rowCount, ledgerRow }: Batch): Promise<void> {
    const frames: Frame[] = [];
    if (rowCount > 0) frames.push({ kind: 'events', rows: rowCount, payload: rows });
    if (ledgerRow !== undefined) frames.push({ kind: 'ledgers', rows: 1, payload: ledgerRow });
    if (frames.length === 0) return;
    try {
      await parts.append(frames);
    } catch (error) {
      parts.logger('error', 'The log could not be written.', { error: String(error) });
      throw new RequestError('unavailable', 'The events could not be made durable.', { cause: error });
    }
  }

  function recentOf(project: string): RecentEvents {
    let recent = recentByProject.get(project);
    if (recent === undefined) recentByProject.set(project, (recent = createRecentEvents()));
    return recent;
  }
}

/**
 * Runs after the commit, in one turn of the event loop: of two requests with the same event the one that was durable
 * first has it accepted, and "duplicate" is never said of an event that is not durable.
 */
function answer(batch: Batch, seen: { recent: RecentEvents; known: ReadonlySet<string> }): Answer {
  const duplicates: string[] = [];
  for (const { run, seqs } of batch.sound) {
    for (const seq of seqs) {
      const isRecent = seen.recent.add(run, seq);
      if (isRecent || (seen.known.size > 0 && seen.known.has(`${run}.${seq}`)))
        duplicates.push(`${run}.${seq}`);
    }
  }
  return { accepted: batch.rowCount - duplicates.length, duplicates, rejected: batch.rejected };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new RequestError('invalid_json', 'The body is not JSON.', { cause: error });
  }
}

/** Project, run and seq lead each row, and none of them needs escapes. */
function* idsOf(rows: Buffer): Generator<[project: string, run: string, seq: number]> {
  for (let start = 0; start < rows.length;) {
    const end = rows.indexOf(10, start);
    const [project = '', run = '', seq] = rows
      .toString('latin1', start, Math.min(end, start + 160))
      .split('\t', 3);
    yield [project, run, Number(seq)];
    start = end + 1;
  }
}
