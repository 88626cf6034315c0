import { randomBytes } from 'node:crypto';
import type { Frame } from '../log/frame.ts';
import type { Store } from '../store/store.ts';
import { RequestError } from '../wire/request-error.ts';
import type { DeletionRequest } from './deletion-request.ts';
import { encodeDeletion, readDeletionHeads, type DeletionHead } from './deletion-row.ts';
import {
  findDeletion,
  listDeletions,
  STEP,
  type DeletionQuery,
  type DeletionRecord,
} from './deletions-table.ts';
import { createKnownIds, REFUSE_MS, type KnownIds, type KnownIdsParts } from './known-ids.ts';

/** What is said of a request for deletion. Nothing of what was there: a write key lets nothing out. */
export type DeletionAnswer = { readonly receipt: string; readonly state: 'requested' | 'confirmed' };

/** Requests for deletion, from the first to the last word. Carrying them out is the eraser's. */
export type Erasure = Pick<KnownIds, 'erased' | 'learn' | 'keepUp'> & {
  /** Makes a request durable; asked for the same ids again, answers how far it is. Throws `RequestError`. */
  readonly request: (project: string, request: DeletionRequest) => Promise<DeletionAnswer>;
  /** How far a request is; undefined when there is none of that receipt. */
  readonly stateOf: (project: string, receipt: string) => Promise<DeletionAnswer | undefined>;
  readonly list: (project: string) => Promise<DeletionRecord[]>;
  /** Remembers the requests of a frame that an earlier process wrote. */
  readonly remember: (frame: Frame) => void;
};

export type ErasureParts = Omit<KnownIdsParts, 'onStored'> & {
  readonly append: (frames: readonly Frame[]) => Promise<void>;
};

/** Requests that wait in the log; each may have a thousand ids. */
const MAX_PENDING = 1_000;

/** Makes the erasure of a collector. */
export function createErasure({ append, ...parts }: ErasureParts): Erasure {
  const { store, now } = parts;
  const pending = createPending();
  const known = createKnownIds({ ...parts, onStored: pending.forget });

  return {
    ...known,
    list: (project) => ask(() => listDeletions(store, project)),
    async request(project, request) {
      const marker = await ask(known.marker);
      const name = marker.nameOf(project, request.ids);
      const isSame = (head: DeletionHead): boolean => head.project === project && head.request === name;
      // First the log and then the store, as a request goes; and the log once more, for one that came in between.
      const same =
        pending.find(isSame) ??
        (await find(store, { project, request: name, sinceMs: now() - REFUSE_MS })) ??
        pending.find(isSame);
      if (same !== undefined) return same;
      const receipt = randomBytes(20).toString('hex');
      if (pending.isFull())
        throw new RequestError('slow_down', 'More requests for deletion wait than may wait.');
      pending.add({ project, receipt, request: name });
      const payload = encodeDeletion(marker, { ...request, project, receipt, askedMs: now() });
      await append([{ kind: 'deletions', rows: 1, payload }]).catch((error: unknown) => {
        pending.forget([receipt]);
        throw new RequestError('unavailable', 'The request could not be made durable.', { cause: error });
      });
      return { receipt, state: 'requested' };
    },
    stateOf: async (project, receipt) =>
      pending.find((head) => head.project === project && head.receipt === receipt) ??
      (await find(store, { project, receipt, sinceMs: now() })),
    remember({ kind, payload }) {
      if (kind === 'deletions') readDeletionHeads(payload).forEach((head) => pending.add(head));
    },
  };
}

/** Requests that are in the log and not yet in the store. */
function createPending() {
  const heads = new Map<string, DeletionHead>();
  return {
    isFull: () => heads.size >= MAX_PENDING,
    add: (head: DeletionHead) => void heads.set(head.receipt, head),
    forget: (receipts: readonly string[]) => receipts.forEach((receipt) => heads.delete(receipt)),
    find(isIt: (head: DeletionHead) => boolean): DeletionAnswer | undefined {
      const found = [...heads.values()].find(isIt);
      return found && { receipt: found.receipt, state: 'requested' };
    },
  };
}

async function find(store: Store, query: DeletionQuery): Promise<DeletionAnswer | undefined> {
  const found = await ask(() => findDeletion(store, query));
  if (found === undefined) return undefined;
  return { receipt: found.receipt, state: found.step === STEP.confirmed ? 'confirmed' : 'requested' };
}

/** Events are taken while the store is away; requests for deletion are not, since only it knows which were made before. */
async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (error) {
    throw new RequestError('unavailable', 'The store does not answer.', { cause: error });
  }
}
