const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [ZERO, NINE] = [0x30, 0x39];

/** An integer of so many digits is a JavaScript number that is written the same way again. */
const MAX_DIGITS = 15;

/** Whether `bytes` goes on with `token` at `at`. */
export function hasToken(bytes: Uint8Array, at: number, token: Uint8Array): boolean {
  for (let index = 0; index < token.length; index += 1) {
    if (bytes[at + index] !== token[index]) return false;
  }
  return true;
}

/** Behind the string that begins at `at`; -1 when there is none, or one that has an escape in it. */
export function endOfString(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  for (let next = at + 1; ; next += 1) {
    const byte = bytes[next] as number;
    if (byte === QUOTE) return next + 1;
    if (byte === BACKSLASH || !(byte >= 0x20)) return -1; // not >=: also the end of the bytes
  }
}

/** Behind the number that begins at `at`; -1 when it is none, or not a plain integer. */
export function endOfInteger(bytes: Uint8Array, at: number): number {
  let next = at;
  while (isDigit(bytes[next])) next += 1;
  const digits = next - at;
  const hasLeadingZero = digits > 1 && bytes[at] === ZERO;
  return digits === 0 || digits > MAX_DIGITS || hasLeadingZero ? -1 : next;
}

/** The value of the digits from `start` to `end`. */
export function readInteger(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + (bytes[at] as number) - ZERO;
  return value;
}

/** Whether a JSON value that begins with this byte is a string. */
export function isQuote(byte: number | undefined): boolean {
  return byte === QUOTE;
}

/** Whether a JSON value that begins with this byte is a number that `endOfInteger` takes. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
