import type * as ChecksCode from '../entry/checks.ts';
import type * as ColdCode from '../entry/cold.ts';
import type * as CourierCode from '../entry/courier.ts';
import type * as ErrorsCode from '../entry/errors.ts';
import type { HeaderLine } from '../spool/run-file.ts';
import type { Writer } from '../spool/writer.ts';
import type { Platform } from '../platform/platform.ts';
import type { Gate } from './gate-keeper.ts';
import type { Settings } from './options.ts';

/** What differs between the entries of the package. */
export type Surroundings = {
  readonly platform: Platform;
  /** Loads what most runs never need. */
  readonly cold: () => Cold;
  /** Loads what says what is wrong with options. */
  readonly checks: () => Checks;
  /** Loads what reports errors. */
  readonly errors: () => Errors;
  /** Finds the file of the courier, or makes it in the state folder where the tool is one file. */
  readonly locate: (folder: string) => string;
  /** Loads the courier into this process: network and compression come with it, and by no other path. */
  readonly loadCourier: () => Promise<Courier>;
  /** Set where the user wants to see what happens (OVERT_DEBUG). */
  readonly watchWriter?: (writer: Writer, createHeader: () => HeaderLine, settings: Settings) => Writer;
};

export type Checks = typeof ChecksCode;
export type Cold = typeof ColdCode;
export type Errors = typeof ErrorsCode;
export type Courier = typeof CourierCode;

/** What all parts of one process's telemetry work with. */
export type Context = Surroundings & {
  readonly settings: Settings;
  readonly gate: Gate;
  /** What started this process says of itself: the id of its run, or anything else if it has none. */
  readonly parentRun: string | undefined;
};
