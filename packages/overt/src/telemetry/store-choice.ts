import { writeChoice } from '../consent/choice.ts';
import type { Level } from '../consent/level.ts';
import { purge } from '../courier/purge.ts';
import type { Platform } from '../platform/platform.ts';
import type { Gate } from './gate-keeper.ts';

/** Where a choice is stored. */
export type ChoicePlace = { readonly platform: Platform; readonly gate: Gate };

/** Stores what the user chose. `off` also removes what was queued. Answers whether it could be stored. */
export function storeChoice({ platform, gate }: ChoicePlace, level: Level): boolean {
  const folder = gate.openFolder();
  if (folder === undefined) return false;
  writeChoice(platform, folder, level);
  if (level !== 'off') return true;
  for (const place of gate.folders) if (platform.fs.existsSync(place)) purge(platform, place);
  return true;
}
