import type { ExplainedDecision } from '../consent/decision.ts';
import { explainConsent } from '../consent/explain.ts';
import { isChoice, type Choice } from '../consent/level.ts';
import { isOpenToChoice } from '../consent/open-to-choice.ts';
import { storeChoice } from '../telemetry/store-choice.ts';
import { EXIT, fail, type Answer, type ExitCode } from './answer.ts';
import type { Command } from './command.ts';
import { formatRows } from './format.ts';
import { ownFolders, type Manager } from './manager.ts';
import { headline } from './status.ts';
import { countStored, describeEvents, NOTHING_STORED, subtract, type StoredEvents } from './stored-events.ts';
import { OUTLINE } from './outline.ts';

/** What became of a choice, and what holds now. */
export type Chosen = ExplainedDecision & {
  readonly choice: Choice;
  /** Whether it is stored. It is not where somebody else decides and a choice can change nothing. */
  readonly stored: boolean;
  /** Whether it holds. If not, `source` and `reason` say what does. */
  readonly holds: boolean;
  /** What waited, or was kept here after it was sent, and is gone: in events. */
  readonly removed: StoredEvents;
  /** What could not be removed. It is not sent while telemetry is off. */
  readonly left: StoredEvents;
};

/** @internal */
export const enable: Command<Chosen> = {
  outline: OUTLINE.enable,
  run: async (manager, { words: [choice] }) => {
    const wanted = choice ?? manager.settings.policy.level;
    return isChoice(wanted)
      ? choose(manager, wanted)
      : fail(EXIT.wrongUse, `Expected errors, usage, full or local, got "${wanted}".`);
  },
  render: renderChosen,
  exitCode: exitCodeOf,
};

/** @internal */
export const disable: Command<Chosen> = {
  outline: OUTLINE.disable,
  run: async (manager) => choose(manager, 'off'),
  render: renderChosen,
  exitCode: exitCodeOf,
};

function choose(manager: Manager, choice: Choice): Answer<Chosen> {
  const { platform, gate, settings } = manager;
  const count = (): StoredEvents =>
    choice === 'off' ? countStored(platform, ownFolders(manager)) : NOTHING_STORED;
  if (!isOpenToChoice(gate.inputs()))
    return report(manager, choice, { stored: false, removed: NOTHING_STORED, left: NOTHING_STORED });
  const found = count();
  if (choice === 'off') manager.abandon();
  const stored = storeChoice(manager, choice, 'command');
  const left = count();
  if (stored) return report(manager, choice, { stored, removed: subtract(found, left), left });
  const problem = `The choice could not be stored: no folder for it can be written (${gate.folders.join(', ')}).`;
  const { variable } = settings.policy;
  return fail(
    EXIT.notStored,
    `${problem} Set ${variable}=${choice} instead; it counts in each run that has it.`,
  );
}

type Outcome = Pick<Chosen, 'stored' | 'removed' | 'left'>;

/** What holds after all is read from the disk again, not from what we meant to write. */
function report({ gate }: Manager, choice: Choice, outcome: Outcome): Answer<Chosen> {
  const decision = explainConsent(gate.inputs());
  const actual = decision.local ? 'local' : decision.level;
  return { ok: true, ...decision, choice, ...outcome, holds: actual === choice };
}

function renderChosen(answer: Chosen): string {
  const { choice, stored, holds, reason, removed, left, locked } = answer;
  const rows = formatRows([
    ['But', holds ? [] : `${reason}${locked ? ' It is locked.' : ''}`],
    ['Choice', holds ? [] : describeStored(choice, stored)],
    ['How', locked && choice === 'off' && !holds ? 'DO_NOT_TRACK=1 switches it off all the same.' : []],
    ['Removed', describeEvents(removed)],
    [
      'Left',
      describeEvents(left).length === 0 ? [] : `${describeEvents(left).join()}: they could not be removed`,
    ],
  ]);
  return [headline(answer), ...rows].join('\n');
}

function describeStored(choice: Choice, stored: boolean): string {
  return stored
    ? `"${choice}" is stored, and holds once nothing else decides.`
    : 'not stored, as it would change nothing';
}

function exitCodeOf({ holds }: Chosen): ExitCode {
  return holds ? EXIT.done : EXIT.overruled;
}
