/**
 * What scripts can rely on (docs/commands.md). `no`: it did not work, or the answer is no. `overruled`: something else than
 * the user's choice decides, so that what was asked for does not hold.
 */
export const EXIT = { done: 0, no: 1, wrongUse: 2, overruled: 3, notStored: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why a command could not be carried out, in words for the user. */
export type Failure = { readonly ok: false; readonly exitCode: ExitCode; readonly problem: string };

/** What a command answers. */
export type Answer<Data> = ({ readonly ok: true } & Data) | Failure;

/** @internal */
export function fail(exitCode: ExitCode, problem: string): Failure {
  return { ok: false, exitCode, problem };
}
