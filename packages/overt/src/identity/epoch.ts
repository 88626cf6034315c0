import type { Platform } from '../platform/platform.ts';
import { isRunId, timeOfRun } from '../spool/run-id.ts';
import { PAST_ID } from './make-secret.ts';
import { periodSuffix, type Rotation } from './period.ts';

/** The stretches of time in which an installation has had one id. */
export type Epochs = {
  /** Whether two times, in milliseconds since the epoch, lie in one stretch. */
  readonly isSame: (oneMs: number, otherMs: number) => boolean;
  /** Whether the id was reset since then. */
  readonly wasReset: (sinceMs: number) => boolean;
};

/** Reads from the names of past ids when the id was reset; between resets, it changes with each period. */
export function readEpochs(platform: Platform, folder: string, rotate: Rotation): Epochs {
  const resets = listResets(platform, folder);
  const isSplit = (from: number, to: number): boolean =>
    from !== to && resets.some((reset) => from <= reset && reset <= to);
  return {
    wasReset: (since) => resets.some((reset) => reset >= since),
    isSame: (one, other) =>
      periodSuffix(rotate, one) === periodSuffix(rotate, other) &&
      !isSplit(Math.min(one, other), Math.max(one, other)),
  };
}

function listResets({ fs }: Platform, folder: string): number[] {
  const names = fs.readdirSync(folder).filter((name) => name.startsWith(PAST_ID));
  const runs = names.map((name) => name.slice(PAST_ID.length)).filter(isRunId);
  return runs.map(timeOfRun);
}
