import {
  ALNUM,
  BASE32,
  BASE36,
  BASE64,
  DIGIT,
  HEX,
  LOWER,
  UPPER,
  URL64,
  type Chance,
} from '../corpus/chance.ts';

/**
 * What is known of a rule besides its pattern: where its format is described, what it catches, and what looks nearly
 * so and stays. In `catches`, `{a36}` stands for 36 letters and digits by chance, so that no token is written here:
 * a letters and digits, b base64, d digits, h hexadecimal, l lower case, s lower case and digits, t base32, u base64url,
 * U upper case, X upper case and digits. What is caught is replaced up to the last sign.
 */
export type Example = {
  readonly source: string;
  readonly catches: readonly string[];
  readonly keeps: readonly string[];
};

const ALPHABETS: Readonly<Record<string, string>> = {
  a: ALNUM,
  b: BASE64,
  d: DIGIT,
  h: HEX,
  l: LOWER,
  s: BASE36,
  t: BASE32,
  u: URL64,
  U: UPPER,
  X: UPPER + DIGIT,
};

/** Fills in what chance makes. */
export function fillIn(template: string, chance: Chance): string {
  return template.replace(/\{([a-zA-Z])(\d+)\}/g, (_whole, alphabet: string, length: string) =>
    chance.of(ALPHABETS[alphabet] ?? '', Number(length)),
  );
}

/** Lines of `id | source | catches | keeps`; more than one of a kind are parted by ` ; `. */
export function readExamples(table: string): Record<string, Example> {
  const rows = table
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => line.split(' | '));
  return Object.fromEntries(
    rows.map(([id = '', source = '', catches = '', keeps = '']) => [
      id,
      { source, catches: catches.split(' ; '), keeps: keeps.split(' ; ').filter(Boolean) },
    ]),
  );
}
