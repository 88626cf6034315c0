import { createTable, type Table } from './detectors.ts';
import { GONE, type Detector, type Finding } from './finding.ts';
import { isRandom } from './random.ts';

/** Letters and digits; with these and the signs of base64, runs that may be made by chance. */
const WORD = 1;
const RUN = 2;
const KINDS = createKinds();
/** No run that is shorter is looked at as a whole. */
const MIN_RUN = 22;

let table: Table | undefined;

/**
 * Goes through a text once. Where a word begins, and at each sign, it tries the detectors that two characters call for;
 * where a run of letters and digits begins, it looks whether chance made it. What is found is replaced and not looked
 * at again, so that the first to begin wins.
 */
export function scan(text: string): string {
  table ??= createTable();
  const pieces: string[] = [];
  let [copied, before, index, calm] = [0, 0, 0, 0];
  const { length } = text;
  while (index < length) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? (KINDS[code] ?? 0) : 0;
    let found: Finding | undefined;
    if ((kind & WORD) === 0 || (before & WORD) === 0) found = detectAt(table, text, [index, copied]);
    if (
      found === undefined &&
      kind !== 0 &&
      index >= calm &&
      ((before & RUN) === 0 || isJoint(text, index))
    ) {
      const end = endOfRun(text, index);
      if (end - index >= MIN_RUN) {
        if (isHash(text, index, end)) calm = end;
        else if (isRandom(text.slice(index, end))) found = [index, endOfPadding(text, end), GONE];
      }
    }
    if (found !== undefined && text.slice(found[0], found[1]) !== found[2]) {
      const replacement = found[2];
      const [start, end] = [wholeCharacter(text, found[0], -1), wholeCharacter(text, found[1], 1)];
      pieces.push(text.slice(copied, start), replacement);
      copied = index = end;
      before = 0;
      continue;
    }
    const escape = code === 92 || code === 37 ? escapeLength(text, index) : 0;
    before = escape === 0 ? kind : 0;
    index += escape === 0 ? 1 : escape;
  }
  if (copied === 0) return text;
  pieces.push(text.slice(copied));
  return pieces.join('');
}

/** A pair of surrogates is one character: it goes, or it stays. */
function wholeCharacter(text: string, index: number, step: 1 | -1): number {
  const isHigh = (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
  return isHigh && (text.charCodeAt(index) & 0xfc00) === 0xdc00 ? index + step : index;
}

function detectAt(
  { pairs, wide }: Table,
  text: string,
  [index, floor]: [number, number],
): Finding | undefined {
  const first = text.charCodeAt(index);
  const second = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  const detectors: readonly Detector[] | undefined =
    first < 128 ? pairs[first * 128 + (second < 128 ? second : 0)] : first === 0xff1a ? wide : undefined;
  if (detectors === undefined) return undefined;
  for (const detector of detectors) {
    const found = detector(text, index, floor);
    if (found !== undefined && found[1] > index) return found;
  }
  return undefined;
}

/** Whether a run has a part that begins here: behind `+` and `/`. */
function isJoint(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  return before === 43 || before === 47;
}

function endOfRun(text: string, index: number): number {
  const isWhole = !isJoint(text, index);
  let end = index;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code > 127 || ((KINDS[code] ?? 0) & RUN) === 0 || (!isWhole && (code === 43 || code === 47))) break;
  }
  return end;
}

function endOfPadding(text: string, index: number): number {
  let end = index;
  while (text.charCodeAt(end) === 61) end += 1;
  return end;
}

/** Hashes of public things are as odd as secrets: of files, of packages, of functions in C++ and Rust. */
const HASH = /^(?:sha\d{1,3}-|_Z|\/nix\/store\/|\/\/[a-p]{32}\/)/;
const HASH_BEFORE = /(?:(?:sha\d{1,3}|md5)[:=]["' ]{0,2}|h1:|\/nix\/store\/|nonce-|;base64,)$/i;

function isHash(text: string, start: number, end: number): boolean {
  return (
    HASH.test(text.slice(start, Math.min(end, start + 64))) ||
    HASH_BEFORE.test(text.slice(Math.max(0, start - 16), start))
  );
}

const ESCAPE = /\\(?:[nrtbf"'\\/]|u[\da-f]{4}|x[\da-f]{2})|%[\da-f]{2}/iy;

/** `\n`, `\u0022` and `%3D` are signs: a word may begin behind them, though their last character is a letter. */
function escapeLength(text: string, index: number): number {
  ESCAPE.lastIndex = index;
  return ESCAPE.test(text) ? ESCAPE.lastIndex - index : 0;
}

function createKinds(): Uint8Array {
  const kinds = new Uint8Array(128);
  for (let code = 0; code < 128; code += 1) {
    const char = String.fromCharCode(code);
    if (/[A-Za-z0-9]/.test(char)) kinds[code] = WORD | RUN;
    else if (/[_+/-]/.test(char)) kinds[code] = RUN;
  }
  return kinds;
}
