import { randomBytes } from 'node:crypto';
import type { Frame } from '../log/frame.ts';
import type { Store } from '../store/store.ts';
import { RequestError } from '../wire/request-error.ts';
import { noteCollector } from './collectors-table.ts';
import type { DeletionRequest } from './deletion-request.ts';
import { encodeDeletion, readDeletionHeads, type DeletionHead } from './deletion-row.ts';
import {
  findDeletion,
  listDeletions,
  readFingerprint,
  readMarks,
  readOrMakeKey,
  STEP,
  type DeletionQuery,
  type DeletionRecord,
} from './deletions-table.ts';
import { createErasedIds, type ErasedIds } from './erased-ids.ts';
import { createMarker, type Marker } from './marks.ts';

/** What is said of a request for deletion. Nothing of what was there: a write key lets nothing out. */
export type DeletionAnswer = { readonly receipt: string; readonly state: 'requested' | 'confirmed' };

/** Requests for deletion, from the first to the last word. Carrying them out is the eraser's. */
export type Erasure = {
  readonly erased: ErasedIds;
  /** Makes a request durable; asked for the same ids again, answers how far it is. Throws `RequestError`. */
  readonly request: (project: string, request: DeletionRequest) => Promise<DeletionAnswer>;
  /** How far a request is; undefined when there is none of that receipt. */
  readonly stateOf: (project: string, receipt: string) => Promise<DeletionAnswer | undefined>;
  readonly list: (project: string) => Promise<DeletionRecord[]>;
  /** Remembers the requests of a frame that an earlier process wrote. */
  readonly remember: (frame: Frame) => void;
  /** Knows all that the store knows of erased ids. Before it, nothing may be stored. */
  readonly learn: () => Promise<void>;
  /** The same, unless that was done a moment ago. */
  readonly keepUp: () => Promise<void>;
};

export type ErasureParts = {
  readonly store: Store;
  readonly collector: string;
  /** The tables are there. */
  readonly prepare: () => Promise<void>;
  readonly append: (frames: readonly Frame[]) => Promise<void>;
  readonly now: () => number;
};

/**
 * Events of an erased id are refused for so long: couriers give up events that are older. After that, an id that is made
 * of the machine may come back with its user's consent.
 */
export const REFUSE_MS: number = 35 * 24 * 60 * 60 * 1000;

/** Requests that wait in the log; each may have a thousand ids. */
const MAX_PENDING = 1_000;

/** Another collector on the store may have been asked; the eraser looks more often than that. */
const STALE_MS = 30_000;
/** That this collector is there is said once an hour. */
const NOTE_MS = 3_600_000;

/** Makes the erasure of a collector. */
export function createErasure({ store, collector, prepare, append, now }: ErasureParts): Erasure {
  const erased = createErasedIds();
  const pending = new Map<string, DeletionHead>();
  let marker: Marker | undefined;
  let learned: string | undefined;
  let [learnedMs, notedMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  return {
    erased,
    learn,
    keepUp: async () => (Math.abs(now() - learnedMs) < STALE_MS ? undefined : learn()),
    list: (project) => ask(() => listDeletions(store, project)),
    async request(project, request) {
      const make = await ask(readMarker);
      const name = make.nameOf(project, request.ids);
      const isSame = (head: DeletionHead): boolean => head.project === project && head.request === name;
      // First the log and then the store, as a request goes; and the log once more, for one that came in between.
      const known =
        findPending(isSame) ??
        (await find({ project, request: name, sinceMs: now() - REFUSE_MS })) ??
        findPending(isSame);
      if (known !== undefined) return known;
      if (pending.size >= MAX_PENDING)
        throw new RequestError('slow_down', 'More requests for deletion wait than may wait.');
      const receipt = randomBytes(20).toString('hex');
      const payload = encodeDeletion(make, { ...request, project, receipt, askedMs: now() });
      pending.set(receipt, { project, receipt, request: name });
      await append([{ kind: 'deletions', rows: 1, payload }]).catch((error: unknown) => {
        pending.delete(receipt);
        throw new RequestError('unavailable', 'The request could not be made durable.', { cause: error });
      });
      return { receipt, state: 'requested' };
    },
    async stateOf(project, receipt) {
      const known = findPending((head) => head.project === project && head.receipt === receipt);
      return known ?? (await find({ project, receipt, sinceMs: now() }));
    },
    remember({ kind, payload }) {
      if (kind !== 'deletions') return;
      for (const head of readDeletionHeads(payload)) pending.set(head.receipt, head);
    },
  };

  async function learn(): Promise<void> {
    const at = now();
    const made = await readMarker();
    if (Math.abs(at - notedMs) >= NOTE_MS) {
      await noteCollector(store, collector);
      notedMs = at;
    }
    const fingerprint = await readFingerprint(store, at - REFUSE_MS);
    learnedMs = at;
    if (fingerprint === learned) return;
    const marks = await readMarks(store, at - REFUSE_MS);
    erased.replace(made, marks);
    learned = fingerprint;
    // What the store has does not wait in the log any more.
    for (const { receipt } of marks) pending.delete(receipt);
  }

  async function readMarker(): Promise<Marker> {
    await prepare();
    marker ??= createMarker(await readOrMakeKey(store));
    return marker;
  }

  function findPending(isIt: (head: DeletionHead) => boolean): DeletionAnswer | undefined {
    const found = [...pending.values()].find(isIt);
    return found && { receipt: found.receipt, state: 'requested' };
  }

  async function find(query: DeletionQuery): Promise<DeletionAnswer | undefined> {
    const found = await ask(() => findDeletion(store, query));
    if (found === undefined) return undefined;
    const isConfirmed = found.step === STEP.confirmed;
    return { receipt: found.receipt, state: isConfirmed ? 'confirmed' : 'requested' };
  }

  /** Events are taken while the store is away; requests for deletion are not, since only it knows which were made before. */
  async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question();
    } catch (error) {
      throw new RequestError('unavailable', 'The store does not answer.', { cause: error });
    }
  }
}
