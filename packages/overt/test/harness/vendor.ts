import type { SinkDescriptor } from 'overt';
import type { Answer, FaultServer } from './fault-server.ts';

/** What stands for a service of somebody else. */
export type VendorServer = FaultServer & {
  /** What the function of the package is given to send there: the address under the name that it has for it, and `KEY`. */
  readonly options: Readonly<Record<string, string>>;
  /** The ids by which the service knows the events that it took, in order; one that came twice is there twice. */
  readonly arrived: () => readonly string[];
  /** All that was posted, as text. */
  readonly texts: readonly string[];
  /** Decides about each request, by its text. Undefined: it is taken. */
  readonly answerWith: (answer: (text: string) => Answer | undefined) => void;
};

/** A package with a sink, and the service that it sends to. */
export type Vendor = {
  readonly name: string;
  readonly makeSink: (options: Readonly<Record<string, string>>) => SinkDescriptor;
  readonly start: () => Promise<VendorServer>;
  /** By what the service knows an event of ours. */
  readonly nameOf: (event: string) => string;
  /** The key that `options` hold. */
  readonly key: string;
  /** How the service says that it took events. */
  readonly taken: Answer;
};
