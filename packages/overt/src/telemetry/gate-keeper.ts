import type { Decision } from '../consent/decision.ts';
import {
  findProjectFile,
  gatherConsent,
  markConsent,
  withoutFiles,
  type GatherTools,
} from '../consent/gather.ts';
import { isDoNotTrack, resolveConsent, type ConsentInputs } from '../consent/resolve.ts';
import { isStateReady, statePlaces, type StatePlace } from '../spool/folders.ts';
import { attempt } from '../platform/attempt.ts';
import type { Platform } from '../platform/platform.ts';
import type { Surroundings } from './context.ts';
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

export function createGate({ platform, cold }: Surroundings, { tool, policy }: Settings): Gate {
  const places = statePlaces(platform, tool);
  const folders = places.map(({ path }) => path);
  // Half of the package may be gone: then a file that is there counts as any that cannot be read.
  const readRules: GatherTools['readRules'] = (...what) =>
    attempt(() => cold().readRuleFile(...what)) ?? { kind: 'unreadable', path: what[1] };
  // The variables of a process do not change. Where this one speaks, no file is looked at.
  const isSettled = isDoNotTrack(platform.env);
  const projectFile = isSettled ? undefined : findProject(platform);
  const tools: GatherTools = { platform, policy, folders, projectFile, readRules };
  let decision: Decision | undefined;
  let known: string | undefined;
  let restriction: Restriction | undefined;
  return { folders, current, inputs: () => gatherConsent(tools), restrict, openFolder };

  function current(): Decision {
    const found = isSettled ? [] : markConsent(tools);
    const mark = found.join();
    if (decision !== undefined && mark === known) return decision;
    known = mark;
    decision = resolveConsent(isSettled ? withoutFiles(tools) : gatherConsent(tools, found));
    if (restriction === 'record-nothing') decision = { ...decision, level: 'off' };
    else if (restriction !== undefined) decision = { ...decision, noticePending: true };
    return decision;
  }

  function restrict(to: Restriction | undefined): void {
    restriction = to;
    known = undefined;
  }

  function openFolder(): string | undefined {
    return places.find((place) => isReady(place) || cold().makeState(platform, place))?.path;
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
