import type { LedgerView } from '../ledger/view.ts';
import type { BatchEvent } from './batch.ts';
import type { Deletion } from './deletion.ts';
import type { SinkFilter } from './filter.ts';
import type { Lowering } from './lowering.ts';

/** What a sink is given: some events, in the order in which they were recorded. */
export type Batch = {
  /** Names the content: a batch that is sent again has the same id. */
  readonly id: string;
  /** 1 for the first try, higher when the sink may have seen it. */
  readonly attempt: number;
  /** When it is sent, in milliseconds since the epoch. */
  readonly sentAt: number;
  readonly events: readonly BatchEvent[];
  /**
   * The account of what was recorded, delivered and dropped so far, for this sink. Left out where its id would tell
   * more than the events do: of installations without an id, and with events from before the id was renewed.
   */
  readonly ledger?: LedgerView | undefined;
  /** What this sink last asked to have kept. */
  readonly memo?: string | undefined;
};

/** What became of a batch. */
export type SendResult =
  /** The sink has it. Events that it refused one by one are named with the reason; they are dropped and counted. */
  | {
      readonly kind: 'accepted';
      readonly rejected?: readonly Rejection[] | undefined;
      /** At most 4,096 characters to be kept for this sink, and given back with the next batch. */
      readonly memo?: string | undefined;
      /** What it asks for from now on, in place of all that it asked for before. */
      readonly lower?: Lowering | undefined;
    }
  /** Not now: try the same batch again, not before `afterMs` if the sink asked for that. */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterMs?: number | undefined;
      /** How many of the first events it has all the same: those are not sent again. */
      readonly settled?: number | undefined;
      /** Those of the settled ones that it refused: they are dropped and counted. */
      readonly rejected?: readonly Rejection[] | undefined;
      readonly memo?: string | undefined;
      readonly lower?: Lowering | undefined;
      /** Nothing of what is left of the batch can have reached the other side: it was never connected to. */
      readonly unsent?: true | undefined;
    }
  /** Never: the whole batch is dropped and counted. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Too much at once: it is sent in halves. */
  | { readonly kind: 'too-large' };

export type Rejection = { readonly id: string; readonly reason: string };

/**
 * Where events go. `send` never throws for what may happen on a network; if it does all the same, the batch is tried
 * again later. Retry, compression and limits are decorators over this port.
 */
export type Sink = {
  /** Tells this sink from the others, in the ledger and to the user. */
  readonly name: string;
  readonly send: (batch: Batch, context: SendContext) => Promise<SendResult>;
  /** Asks the other side to remove all that it has of these ids. Left out where nobody can be asked from here. */
  readonly deleteData?: (ids: readonly string[], context: SendContext) => Promise<DeletionResult>;
  /** Of a sink that is code of the tool: which events it gets. */
  readonly filter?: SinkFilter | undefined;
  /** Of a sink that is code of the tool and has no `deleteData`: how data can be erased there. */
  readonly deletion?: Deletion | undefined;
};

/**
 * What became of a request to remove data. `requested`: it was taken, and is carried out later. `failed`: it did not get through, and
 * is made again later. `unsupported`: nobody can be asked from here.
 */
export type DeletionResult = {
  readonly kind: 'confirmed' | 'requested' | 'unsupported' | 'failed';
  readonly reason?: string | undefined;
  /** By what the other side knows the request. */
  readonly receipt?: string | undefined;
};

export type SendContext = {
  /** Aborted when there is no more time: give up the request and answer `retry`. */
  readonly signal: AbortSignal;
};
