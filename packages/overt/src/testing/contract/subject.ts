import type { Sink } from '../../sinks/sink.ts';

/** What the other side, or the network on the way to it, may do to what is sent. `none`: it works. */
export type SinkFault =
  | 'none'
  /** It fails, and says so. */
  | 'broken'
  /** It asks for a pause. */
  | 'throttled'
  /** It never answers. */
  | 'silent'
  /** It has the events, and the connection breaks in the middle of its answer. */
  | 'cut'
  /** Somebody else says that all is well: the page of a hotel. */
  | 'lying'
  /** The same, without a page. */
  | 'empty'
  /** It will never take anything of this. */
  | 'refused'
  /** It takes no more than 4,096 bytes at once. */
  | 'small'
  /** It takes one request, and then it is broken. */
  | 'dies';

/** What the contract has to know about a sink. */
export type SinkUnderTest = {
  readonly sink: Sink;
  /** The ids of all events that have arrived where the sink sends, in order. Left out where nobody can tell. */
  readonly arrived?: (() => Promise<readonly string[]>) | undefined;
  /** Makes the other side fail from now on, if it has another side. */
  readonly breakDown?: (() => Promise<void>) | undefined;
  /** Makes the other side fail in a certain way from now on. Answers false where it cannot, or the format cannot tell: that is skipped. */
  readonly fault?: ((fault: SinkFault) => Promise<boolean>) | undefined;
  /** Has the other side refuse these events from now on, and take all others. Left out where it takes a request whole or not at all. */
  readonly refuse?: ((ids: readonly string[]) => Promise<void>) | undefined;
  /** Whether the sink keeps events on purpose, as one for tests does. */
  readonly keeps?: boolean | undefined;
  readonly close?: (() => Promise<void>) | undefined;
};

/** What a case found out. A text says why it could not be tried. */
export type CaseResult = void | string;

/** One promise of the contract. */
export type ContractCase = readonly [title: string, body: (subject: SinkUnderTest) => Promise<CaseResult>];

/** A promise that is not kept is a thrown error. */
export function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The contract of a sink is broken: ${what}.`);
}

/** Has the other side fail, or says why it does not. */
export async function failWith({ fault }: SinkUnderTest, kind: SinkFault): Promise<CaseResult> {
  if (fault === undefined) return 'the other side cannot be made to fail';
  return (await fault(kind)) ? undefined : `the other side cannot be "${kind}", or nobody could tell`;
}
