import { choicePath, writeChoice, type ChoiceOrigin } from '../consent/choice.ts';
import type { Choice } from '../consent/level.ts';
import { isOpenToChoice } from '../consent/open-to-choice.ts';
import { purge } from '../courier/purge.ts';
import { statePlaces } from '../spool/folders.ts';
import { releaseHeld } from '../spool/held.ts';
import { makeState } from '../spool/make-state.ts';
import { attempt } from '../platform/attempt.ts';
import type { Context } from './context.ts';

/** Where a choice is stored. */
export type ChoicePlace = Pick<Context, 'platform' | 'gate' | 'settings'>;

/**
 * Stores what the user chose. `off` also removes what was queued, and this process records nothing more, not even that
 * it switched off. Answers whether it could be stored and counts: where somebody else decides, nothing changes.
 */
export function storeChoice(place: ChoicePlace, choice: Choice, how: ChoiceOrigin): boolean {
  if (!isOpenToChoice(place.gate.inputs())) return false;
  place.gate.restrict(choice === 'off' ? 'record-nothing' : undefined);
  const isStored = writeSomewhere(place, choice, how);
  if (choice !== 'off') {
    if (isStored) releaseAll(place);
    return isStored;
  }
  purgeAll(place);
  // On a full disk there is room now.
  return isStored || writeSomewhere(place, choice, how);
}

/** In the first place that takes it: the best one may be there and be read-only. */
function writeSomewhere(place: ChoicePlace, choice: Choice, how: ChoiceOrigin): boolean {
  const { platform, settings } = place;
  const write = (folder: string): boolean =>
    attempt(() => {
      writeChoice(platform, folder, { choice, how, text: settings.policy.text });
      return true;
    }) === true;
  const found = statePlaces(platform, settings.tool).find(
    (candidate) => makeState(platform, candidate) && write(candidate.path),
  );
  if (found === undefined) return false;
  // Of several choices the newest holds, and after the clock was set back an old one may be that. And a courier knows
  // the one of its own folder only.
  for (const folder of place.gate.folders) {
    if (folder !== found.path && platform.fs.existsSync(choicePath(folder))) write(folder);
  }
  return true;
}

/** What was held until the user says something goes the way of all that is recorded. */
function releaseAll({ platform, gate }: ChoicePlace): void {
  for (const folder of gate.folders) attempt(() => releaseHeld(platform, folder));
}

function purgeAll({ platform, gate }: ChoicePlace): void {
  // A folder that is read-only keeps what it has. Nothing of it is sent: the choice is off.
  for (const place of gate.folders) attempt(() => platform.fs.existsSync(place) && purge(platform, place));
}
