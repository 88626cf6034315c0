import { choiceMark, readChoice, type StoredChoice } from '../consent/choice.ts';
import { decide, type Decision } from '../consent/gate.ts';
import { isStateReady, statePlaces, type StatePlace } from '../spool/folders.ts';
import type { Platform } from '../platform/platform.ts';
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

/** What the gate works with: `makeState` makes a state folder where there is none. */
export type GateTools = {
  readonly platform: Platform;
  readonly makeState: (platform: Platform, place: StatePlace) => boolean;
};

export function createGate({ platform, makeState }: GateTools, { tool, policy }: Settings): Gate {
  const { env } = platform;
  const places = statePlaces(platform, tool);
  const folders = places.map(({ path }) => path);
  let decision = decide({ env, policy, stored: { kind: 'none' } });
  let marks = '';
  // The variables of a process do not change: where they decide, no file is looked at.
  const isSettled = decision.source !== 'default';
  return { folders, current, openFolder };

  function current(): Decision {
    if (isSettled) return decision;
    let found = '';
    for (const folder of folders) found += choiceMark(platform, folder);
    if (found === marks) return decision;
    marks = found;
    decision = decide({ env, policy, stored: readStored() });
    return decision;
  }

  function readStored(): StoredChoice {
    for (const folder of folders) {
      const stored = readChoice(platform, folder);
      if (stored.kind !== 'none') return stored;
    }
    return { kind: 'none' };
  }

  function openFolder(): string | undefined {
    return places.find((place) => isReady(place) || makeState(platform, place))?.path;
  }

  function isReady(place: StatePlace): boolean {
    try {
      return isStateReady(platform, place);
    } catch {
      return false;
    }
  }
}
