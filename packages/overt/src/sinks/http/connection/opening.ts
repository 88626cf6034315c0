import type { Duplex } from 'node:stream';
import type { Platform } from '../../../platform/platform.ts';

/** A connection that is being made. */
export type Opening = {
  readonly platform: Platform;
  /** Is given each socket as soon as it is there, so that it can be ended in any state. */
  readonly keep: (socket: Duplex) => void;
  /** Whom we wait for at the moment. */
  waitsFor: 'proxy' | 'host';
};

/** Why there is no connection: the code of an error, after `proxy_` where it lies before the far side of the proxy. */
export type NoConnection = { readonly reason: string };
