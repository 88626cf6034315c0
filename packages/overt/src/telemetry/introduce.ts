import type { Manager } from '../commands/manager.ts';
import { writeChoice } from '../consent/choice.ts';
import type { Choice } from '../consent/level.ts';
import { planNotice, type NoticePlan } from '../consent/notice-plan.ts';
import { ask, type Answer } from '../consent/prompt.ts';
import { readSituation, type Hints } from '../consent/situation.ts';
import { noticeText, promptText, questionText } from '../consent/texts.ts';
import { askAboutCrash } from './ask-about-crash.ts';
import type { Context } from './context.ts';
import { storeChoice } from './store-choice.ts';
import { writeAll } from '../spool/private-file.ts';

/**
 * What came of it. `deferred`: this was not the moment, so the user will be told or asked another time. `not-needed`: there
 * is nothing to say, or the user knows; an answer about one report changes nothing in that.
 */
export type Introduction = 'accepted' | 'declined' | 'noticed' | 'deferred' | 'not-needed';

const STANDARD_ERROR = 2;

/** @internal Tells the user about telemetry once, or asks, if this is the moment for it. Then about what has crashed. */
export async function introduce(manager: Manager, hints: Hints): Promise<Introduction> {
  const introduction = await introduceNow(manager, hints);
  // One question is enough; and whoever answers it has decided.
  return introduction === 'not-needed' ? askAboutCrash(manager, hints) : introduction;
}

async function introduceNow(context: Context, hints: Hints): Promise<Introduction> {
  const plan = planNow(context, hints);
  if (plan.kind === 'nothing') return 'not-needed';
  if (plan.kind === 'notice') return showNotice(context) ? 'noticed' : 'deferred';
  return plan.kind === 'prompt' ? await prompt(context) : 'deferred';
}

/** @internal The part of it that needs no answer, for a command that begins. */
export function noticeIfDue(context: Context, hints: Hints): void {
  if (planNow(context, hints).kind === 'notice') showNotice(context);
}

function planNow({ platform, gate, settings, parentRun }: Context, hints: Hints): NoticePlan {
  return planNotice(gate.current(), settings.policy, readSituation(platform, parentRun, hints));
}

/**
 * Says it and notes that it was said: first the note, so that of two runs at once or one that is ended in the middle none
 * says it for ever. Where it cannot be noted it is not said, and nothing is recorded.
 */
function showNotice({ platform, gate, settings }: Context): boolean {
  const { policy, text } = settings;
  const isNew = gate.current().level === 'off';
  const folder = gate.openFolder();
  if (folder === undefined) return false;
  gate.restrict(isNew ? 'record-nothing' : 'send-nothing');
  try {
    noteNotice({ platform, gate, settings }, folder);
    writeAll(platform, STANDARD_ERROR, noticeText(policy, text));
    return true;
  } catch {
    return false;
  }
}

/** A user who had chosen keeps the choice, and has now seen the new text. */
function noteNotice(
  { platform, gate, settings }: Pick<Context, 'platform' | 'gate' | 'settings'>,
  folder: string,
): void {
  const { stored } = gate.inputs();
  const choice =
    stored.kind === 'chosen' ? { choice: stored.choice, how: stored.how } : { how: 'notice' as const };
  // Whoever chooses while we write has the last word.
  const isWanted = (): boolean => JSON.stringify(gate.inputs().stored) === JSON.stringify(stored);
  writeChoice(platform, folder, { ...choice, text: settings.policy.text, isWanted });
}

/** Asks, unless the answer could not be kept: then it would be asked again in each run. */
async function prompt(context: Context): Promise<Introduction> {
  const { platform, settings, gate } = context;
  const { policy, text } = settings;
  if (gate.openFolder() === undefined) return 'deferred';
  writeAll(platform, STANDARD_ERROR, promptText(policy, text));
  const answer = await ask(platform, questionText(text), text.enter ?? 'no');
  return settle(context, answer);
}

function settle(context: Context, answer: Answer): Introduction {
  if (answer === 'nobody') return 'deferred';
  const isYes = answer === 'yes';
  storeChoice(context, isYes ? agreedChoice(context) : 'off', 'prompt');
  // Whoever pressed Ctrl-C wanted to end the tool, as it would without us.
  if (answer === 'interrupted') context.platform.system.interrupt();
  return isYes ? 'accepted' : 'declined';
}

/** A yes to a new text does not raise what the user had chosen. */
function agreedChoice({ gate, settings }: Context): Choice {
  const { stored } = gate.inputs();
  return stored.kind === 'chosen' ? stored.choice : settings.policy.level;
}
