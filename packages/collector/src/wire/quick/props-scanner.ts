import { MAX_PROP_NAME_LENGTH, MAX_PROP_VALUE_LENGTH } from '../event.ts';
import { endOfInteger, endOfString, hasToken, isDigit } from './json-bytes.ts';

/** More are for the thorough reader: names are compared with each other, so the work grows with their square. */
const MAX_PROPS = 24;
/** A run says up to 20 things of itself, and has up to 8 tags of its author and 8 of its user; it is read once. */
export const QUICK_RESOURCE_FIELDS = 40;

const [OPEN, CLOSE, COLON, COMMA] = [0x7b, 0x7d, 0x3a, 0x2c];
const [TRUE, FALSE] = [Buffer.from('true'), Buffer.from('false')];
const QUOTES = 2;

/** Finds the names and values in flat objects, such as `props`. One object for all, so that nothing is left to be collected. */
export class PropsScanner {
  /** How many there are. */
  count = 0;
  /** Start and end of each name, without its quotes, and of each value, with them. */
  readonly #names: Int32Array;
  readonly #values: Int32Array;
  readonly #max: number;

  constructor(max: number = MAX_PROPS) {
    this.#max = max;
    this.#names = new Int32Array(2 * max);
    this.#values = new Int32Array(2 * max);
  }

  /** Scans the object that begins at `at`. Answers the place behind it; -1 when the thorough reader has to look. */
  scan(bytes: Uint8Array, at: number): number {
    this.count = 0;
    if (bytes[at] !== OPEN) return -1;
    if (bytes[at + 1] === CLOSE) return at + 2;
    let next = at;
    do {
      next = this.#scanProp(bytes, next + 1);
      if (next === -1) return -1;
    } while (bytes[next] === COMMA);
    return bytes[next] === CLOSE ? next + 1 : -1;
  }

  /** The number of the prop of that name; -1 when there is none. */
  find(bytes: Uint8Array, name: Uint8Array): number {
    for (let index = 0; index < this.count; index += 1) {
      const start = this.nameStart(index);
      if (this.nameEnd(index) - start === name.length && hasToken(bytes, start, name)) return index;
    }
    return -1;
  }

  valueStart(index: number): number {
    return this.#values[2 * index] as number;
  }

  valueEnd(index: number): number {
    return this.#values[2 * index + 1] as number;
  }

  nameStart(index: number): number {
    return this.#names[2 * index] as number;
  }

  nameEnd(index: number): number {
    return this.#names[2 * index + 1] as number;
  }

  #scanProp(bytes: Uint8Array, at: number): number {
    const nameEnd = endOfString(bytes, at);
    const length = nameEnd - at - QUOTES;
    // A length in bytes is never less than one in characters, which is what is limited.
    if (length < 1 || length > MAX_PROP_NAME_LENGTH || bytes[nameEnd] !== COLON) return -1;
    if (isDigit(bytes[at + 1])) return -1; // JSON.parse puts names that are numbers before the others
    if (this.count === this.#max || this.#isRepeated(bytes, at + 1, nameEnd - 1)) return -1;
    const end = endOfValue(bytes, nameEnd + 1);
    if (end === -1) return -1;
    const slot = 2 * this.count;
    this.#names[slot] = at + 1;
    this.#names[slot + 1] = nameEnd - 1;
    this.#values[slot] = nameEnd + 1;
    this.#values[slot + 1] = end;
    this.count += 1;
    return end;
  }

  /** Of two props with one name JSON keeps the last; that is left to the thorough reader. */
  #isRepeated(bytes: Uint8Array, start: number, end: number): boolean {
    for (let index = 0; index < this.count; index += 1) {
      const other = this.nameStart(index);
      if (this.nameEnd(index) - other !== end - start) continue;
      let offset = 0;
      while (offset < end - start && bytes[other + offset] === bytes[start + offset]) offset += 1;
      if (offset === end - start) return true;
    }
    return false;
  }
}

function endOfValue(bytes: Uint8Array, at: number): number {
  const stringEnd = endOfString(bytes, at);
  if (stringEnd !== -1) return stringEnd - at - QUOTES > MAX_PROP_VALUE_LENGTH ? -1 : stringEnd;
  if (hasToken(bytes, at, TRUE)) return at + TRUE.length;
  if (hasToken(bytes, at, FALSE)) return at + FALSE.length;
  return endOfInteger(bytes, at);
}
