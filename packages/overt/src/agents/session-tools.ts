import type { Failure } from './failure.ts';
import type { Naming } from './names.ts';
import type { Session } from './session.ts';

/** What was thrown, unless it is still on its way. */
export type Thrown = { readonly error: unknown } | undefined;

/** What a session works with. */
export type SessionTools = {
  /** The model that is meant where none is named. */
  readonly model: unknown;
  readonly naming: Naming;
  readonly readFailure: (thrown: Thrown) => Failure;
  /** Does it, or counts that it was given something that cannot be read. */
  readonly safely: (action: () => void) => void;
  readonly misuse: (reason: string) => void;
  /** It was ended, and had been before. */
  readonly overMisuse: () => void;
  /** Runs `body` so that what it starts is within the session. */
  readonly within: <Result>(session: Session, body: () => Result) => Result;
};
