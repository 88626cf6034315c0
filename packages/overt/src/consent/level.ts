/** What the user lets happen, from nothing to everything that is declared. */
export type Level = 'off' | 'errors' | 'usage' | 'full';

const LEVELS: readonly Level[] = ['off', 'errors', 'usage', 'full'];

/** Whether something declared for `wanted` may be recorded at `level`. */
export function allows(level: Level, wanted: Level): boolean {
  return level !== 'off' && LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);
}

export function isLevel(value: unknown): value is Level {
  return LEVELS.includes(value as Level);
}
