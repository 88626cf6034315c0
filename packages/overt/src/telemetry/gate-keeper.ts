import type { Decision } from '../consent/decision.ts';
import { findProjectFile, gatherConsent, markConsent, type GatherTools } from '../consent/gather.ts';
import { resolveConsent, type ConsentInputs } from '../consent/resolve.ts';
import { isStateReady, statePlaces, type StatePlace } from '../spool/folders.ts';
import type { Platform } from '../platform/platform.ts';
import type { Settings } from './options.ts';

/** The gate of one process: what was decided, kept up to date, and where state may be. */
export type Gate = {
  /** All folders that may hold state, best first. */
  readonly folders: readonly string[];
  /** The decision that holds now. Costs a few stats, so that a change of mind is obeyed with the next event. */
  readonly current: () => Decision;
  /** What the decision rests on, read now. */
  readonly inputs: () => ConsentInputs;
  /** For the rest of this process, whatever is decided: records nothing, or sends nothing. */
  readonly restrict: (to: Restriction | undefined) => void;
  /** Finds or makes a folder that can be written. */
  readonly openFolder: () => string | undefined;
};

/** A process does less than the user allows when it has just told them about it, or they have just said no. */
export type Restriction = 'record-nothing' | 'send-nothing';

/** What the gate works with: `makeState` makes a state folder where there is none. */
export type GateTools = {
  readonly platform: Platform;
  readonly makeState: (platform: Platform, place: StatePlace) => boolean;
  readonly readRules: GatherTools['readRules'];
};

export function createGate({ platform, makeState, readRules }: GateTools, { tool, policy }: Settings): Gate {
  const places = statePlaces(platform, tool);
  const folders = places.map(({ path }) => path);
  let tools: GatherTools = { platform, policy, folders, projectFile: undefined, readRules };
  const nothing = { kind: 'none' } as const;
  let decision = resolveConsent({
    env: platform.env,
    policy,
    managed: nothing,
    stored: nothing,
    project: nothing,
    isCi: false,
  });
  // The variables of a process do not change. Where this one speaks, no file is looked at.
  const isSettled = decision.source === 'do-not-track';
  let marks: string | undefined;
  let restriction: Restriction | undefined;
  if (!isSettled) tools = { ...tools, projectFile: findProject(platform) };
  return { folders, current, inputs: () => gatherConsent(tools), restrict, openFolder };

  function current(): Decision {
    if (isSettled) return decision;
    const found = markConsent(tools);
    if (found === marks) return decision;
    marks = found;
    decision = resolveConsent(gatherConsent(tools));
    if (restriction === 'record-nothing') decision = { ...decision, level: 'off' };
    else if (restriction !== undefined) decision = { ...decision, noticePending: true };
    return decision;
  }

  function restrict(to: Restriction | undefined): void {
    restriction = to;
    marks = undefined;
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

function findProject(platform: Platform): string | undefined {
  try {
    return findProjectFile(platform);
  } catch {
    // The working folder may be gone.
    return undefined;
  }
}
