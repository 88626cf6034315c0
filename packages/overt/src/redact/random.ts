/**
 * The pairs of letters that are usual in words and names: for each first letter, a number in base 36 with a bit for each
 * second one. Counted over the words of this project's dependencies (their documentation and declarations): these 220
 * of 676 pairs are nine tenths of what is there, and a third of what chance makes.
 */
const USUAL =
  'cfpzi vaxd 16kd1 v9cp 6tfgf mvjl ptht ble9 lt5z3 5m9s 5mhc b3bq1 nmdt 2ctbx 4yclq 178up mh34 b6dlp 14fpx b64yd koif 7l 5mhd bxts pa8 g'
    .split(' ')
    .map((bits) => Number.parseInt(bits, 36));

/** How a string is made up. */
type Shape = {
  readonly length: number;
  /** Of lower case, upper case and digits: how many of the three. */
  readonly classes: number;
  readonly digits: number;
  /** The share of neighbours that words and names do not have beside each other, from 0 to 1. */
  readonly oddness: number;
};

/** Made by chance: three classes of characters from this length on. Shorter names of builds look just so. */
const MIN_MIXED = 24;
/** Made by chance: of fewer classes, so that ids that only sort (ULID: 26, cuid: 25) stay. */
const MIN_UNIFORM = 32;
/** Words and names have less, nearly always; what chance made has 0.65, give or take 0.1. */
const ODD = 0.4;
/** Abbreviations in capitals come closer to chance than words do. */
const ODD_WITHOUT_DIGITS = 0.5;

/** A path or a name with the hash of a commit or of an object in it. */
const HASH_IN_PATH = /(?:^|[/_-])(?:[\da-f]{16,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:[/_-]|$)/i;

/** Whether a run of letters, digits, `_`, `-`, `+` and `/` is too long and too odd to be a name, a path or a number. */
export function isRandom(run: string): boolean {
  if (run.length < MIN_MIXED || isHex(run) || HASH_IN_PATH.test(run)) return false;
  // The licence keys of New Relic: hexadecimal, with a mark at the end.
  if (run.endsWith('NRAL')) return true;
  const { length, classes, digits, oddness } = shapeOf(run);
  if (length < run.length * 0.85) return false;
  const limit = digits > 1 ? ODD : ODD_WITHOUT_DIGITS;
  const isMixed = classes === 3 || (classes === 2 && digits === 0);
  return length >= (isMixed ? MIN_MIXED - 2 : MIN_UNIFORM) && oddness >= limit;
}

/** Whether a value that stands next to a half-telling name is likely to be a secret. */
export function looksSecret(value: string): boolean {
  if (!isOneWord(value)) return false;
  if (isHex(value)) return value.length >= 16 && /\d/.test(value);
  const { length, classes, digits, oddness } = shapeOf(value);
  return length >= value.length * 0.75 && digits > 0 && classes > 1 && (oddness >= 0.3 || length >= 48);
}

/** Letters and digits of one piece, that are no number, version, path, URL or name of a file. */
export function isOneWord(value: string): boolean {
  const isOther = /\s|^[\d.,:-]+$|^v?\d+\.\d+\.|^[./~]|^\w+:\/\/|\.[a-z]{1,4}$/.test(value);
  return value.length >= 8 && !isOther && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Digits and letters to `f` in one case, perhaps with hyphens: hashes, and the ids of everything. */
function isHex(run: string): boolean {
  return /^(?:0x)?(?:[\da-f-]+|[\dA-F-]+)$/.test(run);
}

function shapeOf(run: string): Shape {
  let [lower, upper, digits, odd, pairs] = [0, 0, 0, 0, 0];
  let [before, lowers] = [0, 0];
  for (let index = 0; index < run.length; index += 1) {
    const code = run.charCodeAt(index);
    const isDigit = code >= 48 && code <= 57;
    const isUpper = code >= 65 && code <= 90;
    const isLower = code >= 97 && code <= 122;
    if (isDigit) digits += 1;
    if (isUpper) upper += 1;
    if (isLower) lower += 1;
    const isPart = isDigit || isUpper || isLower;
    if (isPart && before !== 0) {
      pairs += 1;
      // A word begins within a name; but words have more letters than one.
      const isNewWord = isUpper && lowers > 0;
      if (isNewWord ? lowers === 1 : isOdd(before, code)) odd += 1;
    }
    before = isPart ? code : 0;
    lowers = isLower ? lowers + 1 : 0;
  }
  const classes = Number(lower > 0) + Number(upper > 0) + Number(digits > 0);
  return { length: lower + upper + digits, classes, digits, oddness: pairs === 0 ? 0 : odd / pairs };
}

/** Whether words and names seldom have these two beside each other. */
function isOdd(a: number, b: number): boolean {
  // The same twice, or one after the other: a run of x, an alphabet.
  if (a === b || b - a === 1) return false;
  const [isDigitA, isDigitB] = [a < 58, b < 58];
  if (isDigitA || isDigitB) return isDigitA !== isDigitB;
  return (((USUAL[(a | 32) - 97] ?? 0) >> ((b | 32) - 97)) & 1) === 0;
}
