import { choiceMark, readChoice } from '../consent/choice.ts';
import { decide, type Decision } from '../consent/gate.ts';
import type { Platform } from '../platform/platform.ts';
import { placePath, prepareState, statePlaces } from '../spool/folders.ts';
import type { Settings } from './options.ts';

/** The gate of one process: what was decided, kept up to date, and where state may be. */
export type Gate = {
  /** All folders that may hold state, best first. */
  readonly folders: readonly string[];
  /** The decision that holds now. Costs two stats, so that a change of mind is obeyed with the next event. */
  readonly current: () => Decision;
  /** Finds or makes a folder that can be written. */
  readonly openFolder: () => string | undefined;
};

export function createGate(platform: Platform, { tool, policy }: Settings): Gate {
  const { env } = platform;
  const places = statePlaces(platform, tool);
  const folders = places.map(placePath);
  let marks: string | undefined;
  let decision = decide({ env, policy, stored: { kind: 'none' } });
  // The variables of a process do not change: where they decide, no file is looked at.
  const isSettled = decision.source !== 'default';
  return { folders, current, openFolder };

  function current(): Decision {
    if (isSettled) return decision;
    const now = folders.map((folder) => choiceMark(platform, folder)).join();
    if (now === marks) return decision;
    marks = now;
    const stored = folders.map((folder) => readChoice(platform, folder)).find(({ kind }) => kind !== 'none');
    decision = decide({ env, policy, stored: stored ?? { kind: 'none' } });
    return decision;
  }

  function openFolder(): string | undefined {
    const place = places.find((candidate) => prepareState(platform, candidate));
    return place === undefined ? undefined : placePath(place);
  }
}
