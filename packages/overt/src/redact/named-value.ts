import { GONE, type Detector, type Finding } from './finding.ts';
import { tell, type Telling } from './key.ts';
import { findValue, isSecretValue, type ValueKind } from './value.ts';

/** How far back a name is looked for. */
const MAX_NAME = 64;
const HEADER = /(?:authorization|cookie)s?2?$/i;
const WORDS = /phrase|mnemonic|seed|words/i;

/** A name before a sign that parts it from its value: `=`, `:`, `=>`, `:=`, their URL-encoded forms. */
export const namedValue: Detector = (text, index, floor) => {
  const name = nameBefore(text, index, floor);
  if (name.length < 2) return undefined;
  const after = afterSign(text, index);
  if (after === undefined || isClosedAfter(text, index, name)) return undefined;
  const telling = tellAt(text, [index, floor], name);
  if (telling === 'nothing') return undefined;
  const kind = HEADER.test(name) ? 'line' : WORDS.test(name) ? 'words' : 'bare';
  return hide(text, after, [telling, kind, isProse(text, index)]);
};

/** A flag and its value, parted by blanks: `--password x`. */
export const flagValue: Detector = (text, index) => {
  if (isWordBefore(text, index)) return undefined;
  FLAG.lastIndex = index;
  const found = FLAG.exec(text);
  if (found === null) return undefined;
  const telling = tell(found[1] ?? '');
  if (telling === 'nothing' || AFTER_FLAG.test(text.slice(FLAG.lastIndex, FLAG.lastIndex + 16)))
    return undefined;
  return hide(text, FLAG.lastIndex, [telling, 'bare', false]);
};
const FLAG = /--?([A-Za-z\u00c0-\uffff][\w\u00c0-\uffff-]{1,40})[ \t]{1,4}(?![-|&;>])/y;
/** Words of a sentence about a flag. */
const AFTER_FLAG =
  /^(?:to|for|is|and|or|with|flags?|options?|in|as|if|when|instead|must|required|was|not|requires|from|on|the|an?|before|after|cannot|argument|value|can|has|but|should)\b/;

/** The text of an element: `<password>x</password>`. */
export const elementValue: Detector = (text, index) => {
  ELEMENT.lastIndex = index;
  const found = ELEMENT.exec(text);
  if (found === null) return undefined;
  const [, head = '', name = '', value = ''] = found;
  const start = index + head.length;
  return isSecretValue(value, tell(name), true) ? [start, start + value.length, GONE] : undefined;
};
const ELEMENT = /(<([\w:.-]{2,60})(?:[ \t][^<>]{0,100})?>)([^<>]{1,4096})<\//y;

/** A name and a value that are values themselves: `name="password" value="x"`, `"key": "PASSWORD", "value": "x"`. */
export const pairValue: Detector = (text, index) => {
  PAIR.lastIndex = index;
  const found = PAIR.exec(text);
  if (found === null) return undefined;
  const telling = tell(found[1] ?? '');
  return telling === 'nothing' ? undefined : hide(text, PAIR.lastIndex, [telling, 'bare', false]);
};
const PAIR =
  /(?:name|key|id|header|param|field|variable)\\?["']?\s{0,4}[=:]\s{0,4}\\?["']?([\w.\u00c0-\uffff-]{2,60})\\?["']?[,;]?\s{0,40}\\?["']?value\\?["']?\s{0,4}[=:]/iy;

/** A name in quotes or a call before a value in quotes: `set("password", "x")`, `password("x")`, `("password") "x"`. */
export const argumentValue: Detector = (text, index, floor) => {
  ARGUMENT.lastIndex = index;
  if (!ARGUMENT.test(text)) return undefined;
  const after = ARGUMENT.lastIndex - 1;
  const name = nameBefore(text, index, floor);
  // The end of a path: `read('/etc/passwd', 'utf8')`.
  const telling = isEndOfPath(text, index, name) ? 'nothing' : tell(name);
  return telling === 'nothing' ? undefined : hide(text, after, [telling, 'bare', false]);
};

function isEndOfPath(text: string, index: number, name: string): boolean {
  return text.slice(Math.max(0, index - name.length - 4), index).includes(`/${name}`);
}
const ARGUMENT = /(?:(?<=["'])\s{0,4}(?:,|=>)|(?<=[\w])\()\s{0,4}["'`]/y;

/** A sentence: `the password is x`, `token x`. */
export const saidValue: Detector = (text, index) => {
  SAID.lastIndex = index;
  const found = SAID.exec(text);
  if (found === null) return undefined;
  const [, head = '', verb, quote = '', value = ''] = found;
  const start = index + head.length;
  const isSecret = quote !== '' && verb !== undefined ? value.length > 3 : isMixed(value);
  if (!isSecret || !isSecretValue(value, 'secret', false)) return undefined;
  return [start, start + value.replace(/[.!?,;:)]+$/, '').length, GONE];
};
const SAID =
  /((?:pass(?:word|wd|phrase|code)|pwd|token|secret|api[ _-]?key|(?:access|secret|private|account|auth)[ _-]key|credentials?|machine \S{1,80} login \S{1,80} password|IDENTIFIED BY|bearer|basic)[ \t]{1,3}((?:is|was|are|of|set to|to|ist|est|es|->)[ \t]{1,3})?(["'`“]?))([^\s"'`<>“”]{3,512})/iy;

/** Letters and something else: no word of a sentence. */
function isMixed(value: string): boolean {
  const word = value.replace(/[.!?,;:)]+$/, '');
  return (
    word.length > 5 &&
    /[A-Za-z]/.test(word) &&
    /\d/.test(word) &&
    !NO_SECRET.test(word) &&
    !/^\w+:\/\//.test(word)
  );
}
const NO_SECRET =
  /^(?:v?\d+(?:\.[\w-]+)*|(?:sha|base|md|utf|rsa|aes|oauth|ed|es|hs|rs|ps|http|hmac-sha|pbkdf|argon|win|x)-?\d+(?:[-_/]\w+)?|\d+[a-z]{1,7}|[a-z]+-[a-z-]+\d?|\(?[\d.]+.?|\w+\(.*)$/i;

function hide(
  text: string,
  index: number,
  [telling, kind, isSentence]: [Telling, ValueKind, boolean],
): Finding | undefined {
  const found = findValue(text, index, [telling, kind]);
  if (found === undefined) return undefined;
  const [[start, end], isQuoted] = found;
  const value = text.slice(start, end);
  if (isSentence && !isQuoted && PROSE.test(text.slice(start, start + 64))) return undefined;
  return isSecretValue(value, telling, isQuoted) ? [start, end, GONE] : undefined;
}
/** Words of a sentence follow: `invalid token: found a bracket`. */
const PROSE =
  /^(?:[a-z]{1,20} [a-z]{2,}|[A-Za-z]{1,20} (?:is|are|was|were|has|have|can|must|should|will|and|or|for|to|of|in|on|with|not)\b)/;

/** `key: value` as people write it; `key=value` is always meant for programs. */
function isProse(text: string, index: number): boolean {
  return text.charAt(index) === ':' && text.charAt(index + 1) === ' ';
}

/** Behind the sign; undefined where it is no such sign (`::`, `://`). */
function afterSign(text: string, index: number): number | undefined {
  if (text.charAt(index) === '%') return index + 3;
  const next = text.charAt(index + 1);
  if (text.charAt(index) === ':')
    return next === ':' || next === '/' ? undefined : index + (next === '=' ? 2 : 1);
  if (next === '=') return index + (text.charAt(index + 2) === '=' ? 3 : 2);
  return index + (next === '>' || next === '~' ? 2 : 1);
}

/** The name that ends before `index`, with blanks, quotes and brackets between. */
function nameBefore(text: string, index: number, floor: number): string {
  const end = skipBack(text, index, floor);
  const limit = Math.max(floor, end - MAX_NAME);
  let start = end;
  while (start > limit && isNameCode(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(start, end);
}

function skipBack(text: string, index: number, floor: number): number {
  const limit = Math.max(floor, index - 16);
  let end = index;
  while (end > limit && ' \t"\'`\\]*?'.includes(text.charAt(end - 1))) end -= 1;
  const last = text.charCodeAt(end - 1);
  // `;`, `2` and `4`: only then can it be one of these.
  if (last !== 59 && last !== 50) return end;
  for (const quote of ['&quot;', '%22', '\\u0022', '&#34;'])
    if (end - quote.length >= floor && text.startsWith(quote, end - quote.length)) return end - quote.length;
  return end;
}

function tellAt(text: string, [index, floor]: [number, number], name: string): Telling {
  const alone = tell(name);
  if (alone === 'secret' && !/token$/i.test(name)) return alone;
  const before = wordBefore(text, skipBack(text, index, floor) - name.length, floor);
  return before === '' ? alone : tell(name, before);
}

/** The word that a single blank parts from `end`. */
function wordBefore(text: string, end: number, floor: number): string {
  if (text.charCodeAt(end - 1) !== 32) return '';
  const limit = Math.max(floor, end - 20);
  let start = end - 1;
  while (start > limit && isLetter(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(start, end - 1);
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** In `'token:' x` the quote belongs to what is before the sign. */
function isClosedAfter(text: string, index: number, name: string): boolean {
  const quote = text.charAt(index + 1);
  return (quote === "'" || quote === '"') && text.charAt(index - name.length - 1) === quote;
}

/** Letters, digits, `_`, `-` and `.`; above ASCII, all but blanks, signs and quotation marks. */
function isNameCode(code: number): boolean {
  return (
    isLetter(code) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    (code > 0xbf && code < 0xff00 && (code < 0x2000 || code > 0x2bff) && (code < 0x3000 || code > 0x303f))
  );
}

function isWordBefore(text: string, index: number): boolean {
  const code = index === 0 ? 32 : text.charCodeAt(index - 1);
  return isNameCode(code) || code === 47;
}
