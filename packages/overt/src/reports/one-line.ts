const NAMED: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\\': '\\' };
const PLAIN: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
/** Backslashes, and what ends a line or does something to a terminal: control characters (C0, C1) and Unicode's own line ends. */
const SPECIAL = new RegExp(String.raw`[\\\u0000-\u001f\u007f-\u009f\u2028\u2029]`, 'g');

/** Makes a text one line that can be shown. */
export function escapeLine(text: string): string {
  return text.replace(SPECIAL, (char) => `\\${NAMED[char] ?? toHex(char)}`);
}

function toHex(char: string): string {
  return `u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The text that `escapeLine` was given. */
export function unescapeLine(line: string): string {
  return line.replace(/\\(?:([nrt\\])|u([\da-f]{4}))/g, (_, name?: string, hex?: string) =>
    name === undefined ? String.fromCharCode(Number.parseInt(hex ?? '', 16)) : (PLAIN[name] ?? ''),
  );
}
