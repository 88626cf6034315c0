/** What the user lets happen, from nothing to everything that is declared. */
export type Level = 'off' | 'errors' | 'usage' | 'full';

/** What a user may choose: a level, or `local`, which records for the user to read and sends nothing. */
export type Choice = Level | 'local';

const LEVELS: readonly Level[] = ['off', 'errors', 'usage', 'full'];
/** From what protects the user most. */
const CHOICES: readonly Choice[] = ['off', 'local', 'errors', 'usage', 'full'];

/** Whether something declared for `wanted` may be recorded at `level`. */
export function allows(level: Level, wanted: Level): boolean {
  return level !== 'off' && LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);
}

export function isLevel(value: unknown): value is Level {
  return LEVELS.includes(value as Level);
}

export function isChoice(value: unknown): value is Choice {
  return CHOICES.includes(value as Choice);
}

/** Whether `left` lets more happen than `right`. */
export function isAbove(left: Choice, right: Choice): boolean {
  return CHOICES.indexOf(left) > CHOICES.indexOf(right);
}
