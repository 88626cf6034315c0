import { GONE } from './finding.ts';
import { isOneWord, looksSecret } from './random.ts';
import type { Telling } from './key.ts';

/** More than any secret has; a text that goes on longer is cut into pieces of this. */
const MAX_VALUE = 8192;
/** What is enough of a value to judge it by. */
const HEAD = 100;
/** No value beside a half-telling name is a secret that has fewer letters and digits in a row. */
const MIN_RUN = 5;

/** Values that a program, a template or a form has in the place of a secret. */
const HARMLESS = new Set(
  'null nil none undefined true false yes no on off n/a str string number integer int bool boolean any unknown void never object byte bytes buffer required optional missing empty unset not set is are was were must should cannot can will has have had does too the a an for from of to in at and or with without please enter invalid expire expired incorrect wrong failed failure denied rejected revoked unauthorized unauthorised authentication authorization expected unexpected unsupported basic bearer digest negotiate ntlm oauth oauth2 inherit hidden masked removed omitted secret password passwd token key apikey api_key api-key user username value example'.split(
    ' ',
  ),
);
/** Signs alone, versions, variables, calls, and words for what is to be put there. */
const HARMLESS_FORM =
  /^(?:[\s!-/:-@[-`{-~\u2000-\u206f]*|[xX*•.]+|v?\d+(?:\.\d+){1,3}[\w.+-]*|\$\(?[A-Za-z_]\w*\)?|%\w+%|(?:this|self|config|cfg|opts|options|props|params|args|req|ctx|process|env|os|user|data|settings|secrets|vars?|inputs|steps|github|local|module|import\.meta|std|string)\??\.[\w.[\]'"()-]*|[A-Za-z_][\w.]{0,60}\(.*|(?:your|my|insert|enter|replace|some|the)[-_]\w*(?:key|token|secret|password|here)[\w-]*)$/i;
/** Begins what is filled in later: `${…}`, `{{…}}`, `<…>`, `$(…)`, `%{…}`, and what we have put there. */
const FILLED_IN = /(?:\$\{|\{\{|<|\$\(|\$\[|%\{|%\(|#\{|\(\w*[:,)]|\[redacted\])/y;

/** Whether a value, without its quotes, is to be hidden under a name that tells this much. */
export function isSecretValue(value: string, telling: Telling, isQuoted: boolean): boolean {
  const head = value.slice(0, HEAD);
  if (telling === 'nothing' || isFilledIn(head, 0) || isHarmless(head)) return false;
  if (telling === 'digits') return /^\d[\d -]{2,18}$/.test(head) || looksSecret(head);
  if (telling === 'perhaps') return looksSecret(head);
  if (telling === 'likely') return isOneWord(head);
  return isQuoted || !/^\d{1,5}$/.test(head) || head.length > 3;
}

function isHarmless(head: string): boolean {
  return (head.length < 16 && HARMLESS.has(head.toLowerCase())) || HARMLESS_FORM.test(head);
}

function isFilledIn(text: string, index: number): boolean {
  FILLED_IN.lastIndex = index;
  return FILLED_IN.test(text);
}

/** Whether a look at its first characters says that no secret begins at `index`: most values are done with here. */
function isNoSecret(text: string, index: number, telling: Telling): boolean {
  if (telling === 'perhaps' || telling === 'likely') {
    ENOUGH.lastIndex = index;
    if (!ENOUGH.test(text)) return true;
  }
  // A key in a block of its own is found as that, to its end.
  return isFilledIn(text, index) || text.startsWith('-----BEGIN', index);
}
const ENOUGH = new RegExp(`[\\w+/.!-]{${MIN_RUN}}`, 'y');

/** The whole value, for a caller that has name and value apart. */
export function hideValue(value: string, telling: Telling): string | undefined {
  if (telling === 'secret')
    return value === '' || /^(?:true|false|null|undefined)$/.test(value) ? undefined : GONE;
  return isSecretValue(value, telling, true) ? GONE : undefined;
}

/** A part of a text. */
export type Range = readonly [start: number, end: number];

const BEFORE_VALUE = /[ \t]{0,8}(?:\r?\n[ \t]{0,40}(?=["']))?(?:b|r|f|u|@|\[ ?)?(?=["'`\\&%])|[ \t]{0,8}/y;
const QUOTE = /(\\{0,4}["'`]|&quot;|&#34;|&#39;|%22|\\u0022)/y;
/** What we have put into a text is never a part of a value. */
const BARE = bare(MAX_VALUE);
const BARE_HEAD = bare(HEAD);
function bare(maxLength: number): RegExp {
  return new RegExp(`(?:[^\\s"'\`<>[]|\\[(?!redacted\\])){1,${maxLength}}`, 'y');
}
/** Where a bare value ends although no blank is there: before a sign that something follows or ends. */
const BARE_END =
  /(?:[,;&|)\]}]|%26|\\[nrt"'\\])(?=$|[\s"'\\,;:)\]}&|]|[A-Za-z_$][\w.$-]{0,40}(?:[=:]|%3D))|[.!?:,;]+$|\\[nr]|&amp;|\\u0026/;
const SCHEME =
  /(?:(?:Bearer|Basic|Token|Digest|Negotiate|NTLM|ApiKey|Api-Key|Key|Hawk|Splunk|GenieKey|SSWS|Bot|SharedAccessSignature|GoogleLogin|AWS4-HMAC-SHA256)(?:[ \t]{1,4}|%20|\+))/iy;
const BLOCK = /[|>][+-]?\d?[ \t]*\r?\n(?:[ \t]+[^\n]*(?:\n|$)){1,100}/y;
const LINE = new RegExp(`[^\\r\\n"'\`]{1,${MAX_VALUE}}`, 'y');
const WORDS = /(?:[a-z]{3,8} +){2,24}[a-z]{3,8}(?![\w])/y;

/** How a value goes on: to the end of its line, as words, or as one piece. */
export type ValueKind = 'line' | 'words' | 'bare';

const PLAIN = /[ac-eg-qstv-zA-Z0-9]/;

/** Where the value is that begins at or soon after `index`, if one can: what is in quotes, a block, or what is bare. */
export function findValue(
  text: string,
  index: number,
  [telling, kind]: [Telling, ValueKind],
): [Range, boolean] | undefined {
  // Most values begin with a letter, and at once.
  if (kind === 'bare' && PLAIN.test(text.charAt(index)))
    return isNoSecret(text, index, telling) ? undefined : findBare(text, index, telling);
  let start = match(BEFORE_VALUE, text, index) ?? index;
  const opened = match(QUOTE, text, start);
  if (opened !== undefined) {
    const quote = text.slice(start, opened);
    return isNoSecret(text, opened, telling) ? undefined : [[opened, findClose(text, opened, quote)], true];
  }
  const block = match(BLOCK, text, start);
  if (block !== undefined) return [[start, block], false];
  if (kind !== 'bare') start = match(SCHEME, text, start) ?? start;
  if (isNoSecret(text, start, telling)) return undefined;
  if (kind === 'line' && isDeclared(text, start)) return undefined;
  const whole = kind === 'bare' ? undefined : match(kind === 'line' ? LINE : WORDS, text, start);
  return whole === undefined ? findBare(text, start, telling) : [[start, whole], false];
}

/** Whether the first word of a line is a type or the like: `cookie?: string | undefined;`. */
function isDeclared(text: string, start: number): boolean {
  return isHarmless(/^[^\s,;|)(]*/.exec(text.slice(start, start + HEAD))?.[0] ?? '');
}

/** Judged by its head first: a text of nothing but names would else be read again for each of them. */
function findBare(text: string, start: number, telling: Telling): [Range, boolean] | undefined {
  const from = match(SCHEME, text, start) ?? start;
  const head = match(BARE_HEAD, text, from);
  if (head === undefined) return undefined;
  const end = cutBare(text, from, head);
  if (isType(text, from, end)) return undefined;
  if (end < head || head - from < HEAD) return [[from, end], false];
  if (!isSecretValue(text.slice(from, end), telling, false)) return undefined;
  return [[from, cutBare(text, from, match(BARE, text, from) ?? head)], false];
}

/** A value that was never closed ends with its line. */
function findClose(text: string, start: number, quote: string): number {
  const limit = Math.min(text.length, start + MAX_VALUE);
  const last = quote.charCodeAt(quote.length - 1);
  for (let index = start; index < limit; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10 && quote !== '`') return index;
    if (code === 92 && quote.length === 1) index += 1;
    else if (code === last && text.startsWith(quote, index - quote.length + 1))
      return Math.max(start, index - quote.length + 1);
  }
  return limit;
}

/** `password: BinaryLike,` in a program: a name of words, before a sign of the language. */
function isType(text: string, start: number, end: number): boolean {
  TYPE.lastIndex = start;
  return text.charCodeAt(start - 1) === 32 && TYPE.test(text) && TYPE.lastIndex >= end;
}
const TYPE = /(?:[A-Z][a-z]+){2,8}\d?(?:\.[A-Z]\w*|\[\])*(?=[<),;|>\]=]| [|=&{])/y;

function cutBare(text: string, start: number, end: number): number {
  const cut = text.slice(start, end).search(BARE_END);
  return cut === -1 ? end : start + cut;
}

function match(pattern: RegExp, text: string, index: number): number | undefined {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
