/**
 * Whether `text` has from 1 to `maxLength` characters, all of them in `alphabet`. On the hot path instead of a regular
 * expression: each of those is compiled when it is first used, for more than our whole check costs.
 */
export function isMadeOf(text: unknown, alphabet: string, maxLength: number): text is string {
  if (typeof text !== 'string' || text.length === 0 || text.length > maxLength) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (!alphabet.includes(text.charAt(index))) return false;
  }
  return true;
}

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Whether a variable that is a switch is on: set, and neither empty, `0` nor `false`. */
export function isOn(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
