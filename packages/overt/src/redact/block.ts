import { GONE, type Detector } from './finding.ts';

/** Keys, certificates and messages between lines of hyphens (RFC 7468, RFC 4880, RFC 4716), also with `\n` written out. */
const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{2,40}-{4,5}/iy;
const END = /-{4,5} ?END [A-Z0-9 ]{2,40}-{4,5}/gi;
/** What can be in such a block, when its end has been cut off: headers, base64, ends of lines. */
const BODY =
  /(?:[A-Za-z-]{3,24}: [^\n\\]{0,200}(?:\r?\n|\\n)|[\w+/=:]|\s|\\+[nrt]|["',]\s{0,4}(?=["',\w+/=\\-])|\\{1,4}(?=["\\]))*/y;
/** Larger than any key and most chains of certificates. */
const MAX_BLOCK = 65_536;

export const block: Detector = (text, index) => {
  if (text.charCodeAt(index + 2) !== 45 || text.charCodeAt(index - 1) === 45) return undefined;
  BEGIN.lastIndex = index;
  if (!BEGIN.test(text)) return undefined;
  BODY.lastIndex = BEGIN.lastIndex;
  BODY.test(text);
  const body = Math.min(BODY.lastIndex, index + MAX_BLOCK);
  END.lastIndex = Math.max(BEGIN.lastIndex, body - 8);
  const near = text.slice(END.lastIndex, END.lastIndex + 160);
  const end = /^[^]{0,80}?-{4,5} ?END [A-Z0-9 ]{2,40}-{4,5}/i.exec(near);
  return [index, end === null ? Math.max(body, BEGIN.lastIndex) : END.lastIndex + end[0].length, GONE];
};

/** The key files of PuTTY, to the end of what is theirs. */
export const PUTTY =
  /PuTTY-User-Key-File-\d: [^\r\n\\]{1,80}(?:(?:\r?\n|\\r|\\n)+[\w-]{3,24}: [^\r\n\\]{0,200}|(?:\r?\n|\\r|\\n)+[\w+/=]{1,80}(?![\w:-]))*/y;
