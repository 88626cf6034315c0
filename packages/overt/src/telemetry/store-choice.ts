import { writeChoice, type ChoiceOrigin } from '../consent/choice.ts';
import type { Choice } from '../consent/level.ts';
import { purge } from '../courier/purge.ts';
import type { Context } from './context.ts';

/** Where a choice is stored. */
export type ChoicePlace = Pick<Context, 'platform' | 'gate' | 'settings'>;

/**
 * Stores what the user chose. `off` also removes what was queued, and this process records nothing more, not even that
 * it switched off. Answers whether it could be stored.
 */
export function storeChoice(place: ChoicePlace, choice: Choice, how: ChoiceOrigin): boolean {
  const { platform, gate, settings } = place;
  const folder = gate.openFolder();
  gate.restrict(choice === 'off' ? 'record-nothing' : undefined);
  if (folder === undefined) return false;
  writeChoice(platform, folder, { choice, how, text: settings.policy.text });
  if (choice === 'off') purgeAll(place);
  return true;
}

function purgeAll({ platform, gate }: ChoicePlace): void {
  for (const place of gate.folders) if (platform.fs.existsSync(place)) purge(platform, place);
}
