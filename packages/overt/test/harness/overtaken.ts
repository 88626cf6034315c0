import type { FileSystem, Platform } from '../../src/platform/platform.ts';

/** Two processes that meet. */
export type Meeting = {
  /** The world of the one that is overtaken. */
  readonly platform: Platform;
  /** The calls before which the other may come; all of them if none are named. */
  readonly calls?: readonly (keyof FileSystem)[];
  /** What the one does, in its world. */
  readonly act: (platform: Platform) => unknown;
  /** All that the other does, in one go. */
  readonly other: () => void;
  /** What holds when both are done. */
  readonly check: () => void;
};

type Overtaken = {
  readonly platform: Platform;
  /** Before which call the other came, if it has come. */
  readonly where: () => string | undefined;
};

/** More calls than anything here makes: a process that is still not done will never be. */
const MAX_STEPS = 500;

/**
 * Lets two processes meet again and again: the other comes before the first call of the one to the file system, then before
 * its second one, and so on, and at last when the one is done. `prepare` makes each meeting anew.
 */
export async function atEachStep(prepare: () => Meeting): Promise<void> {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const meeting = prepare();
    const { platform, where } = overtaken(meeting, step);
    await meeting.act(platform);
    const place = where();
    if (place === undefined && step === 0) throw new Error('nothing to be overtaken in');
    if (place === undefined) meeting.other();
    tell(`overtaken before step ${step}, ${place ?? 'the end'}`, meeting.check);
    if (place === undefined) return;
  }
  throw new Error(`not done after ${MAX_STEPS} steps`);
}

function overtaken({ platform, calls, other }: Meeting, step: number): Overtaken {
  let steps = 0;
  let where: string | undefined;
  const names = Object.keys(platform.fs).filter((name) => name.endsWith('Sync'));
  const watched = calls ?? (names as (keyof FileSystem)[]);
  const wrapped = watched.map((name) => [
    name,
    (...args: unknown[]) => {
      if (steps++ === step) {
        where = `${name} ${String(args[0])}`;
        other();
      }
      return (platform.fs[name] as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  const fs = { ...platform.fs, ...(Object.fromEntries(wrapped) as Partial<FileSystem>) };
  return { platform: { ...platform, fs }, where: () => where };
}

/** A failure says where the other came. */
function tell(where: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof Error) error.message = `${where}: ${error.message}`;
    throw error;
  }
}
