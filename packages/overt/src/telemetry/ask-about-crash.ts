import type { HeldReport } from '../commands/crashes/held-report.ts';
import type { Manager } from '../commands/manager.ts';
import { mayAsk } from '../consent/notice-plan.ts';
import { askFor } from '../consent/prompt.ts';
import { readSituation, type Hints } from '../consent/situation.ts';
import { CRASH_QUESTION, crashText } from '../consent/texts.ts';
import { isUndecided } from '../consent/undecided.ts';
import { attempt } from '../platform/attempt.ts';
import { claimQuestion, forgetQuestion, listUnasked, pruneHeld } from '../spool/held.ts';
import { removeFile, writeAll } from '../spool/private-file.ts';
import type { Introduction } from './introduce.ts';
import { storeChoice } from './store-choice.ts';

const STANDARD_ERROR = 2;
const CHOICES = {
  words: {
    y: 'yes',
    yes: 'yes',
    a: 'always',
    always: 'always',
    v: 'never',
    never: 'never',
    n: 'no',
    no: 'no',
  },
  enter: 'no',
  otherwise: 'no',
} as const;

/** Asks about the newest report that is held, if this is the moment. */
export async function askAboutCrash(manager: Manager, hints: Hints): Promise<Introduction> {
  const { platform, gate, settings, parentRun } = manager;
  if (!settings.errors.ask || !isUndecided(gate.current(), gate.inputs())) return 'not-needed';
  for (const folder of gate.folders) attempt(() => pruneHeld(platform, folder));
  const folder = gate.folders.find((path) => listUnasked(platform, path).length > 0);
  if (folder === undefined) return 'not-needed';
  if (!mayAsk(readSituation(platform, parentRun, hints))) return 'deferred';
  // Noted before it is asked: of two runs at once one asks, and one that is ended in the middle does not ask for ever.
  const unasked = listUnasked(platform, folder);
  if (attempt(() => claimQuestion(platform, folder)) !== true) return 'deferred';
  const found = await manager.cold().manage(manager, 'heldReport', unasked);
  return isReport(found) ? ask(manager, [folder, found]) : 'not-needed';
}

function isReport(found: unknown): found is HeldReport {
  return typeof found === 'object' && found !== null && 'file' in found;
}

async function ask(manager: Manager, [folder, report]: [string, HeldReport]): Promise<Introduction> {
  const { platform, settings } = manager;
  writeAll(platform, STANDARD_ERROR, crashText(settings.policy, settings.text, report));
  const answer = await askFor(platform, CRASH_QUESTION, CHOICES);
  switch (answer) {
    case 'yes':
      void manager.cold().manage(manager, 'sendSoon', [folder, report.file]);
      return 'not-needed';
    case 'always':
    case 'never':
      return choose(manager, folder, answer);
    case 'nobody':
      forgetQuestion(platform, folder);
      return 'deferred';
    case 'interrupted':
    case 'no':
      removeFile(platform, report.file);
      // Whoever pressed Ctrl-C wanted to end the tool, as it would without us.
      if (answer === 'interrupted') platform.system.interrupt();
      return 'not-needed';
  }
}

function choose(manager: Manager, folder: string, answer: 'always' | 'never'): Introduction {
  if (!storeChoice(manager, answer === 'always' ? 'errors' : 'off', 'prompt')) return 'deferred';
  if (answer === 'never') return 'declined';
  void manager.cold().manage(manager, 'deliverSoon', [folder]);
  return 'accepted';
}
