import type { DeletionByEmail } from '../sinks/deletion.ts';
import type { ErasureRequest } from './request.ts';

/** A letter that is ready to be sent. */
export type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same as a `mailto:` URL (RFC 6068). */
  readonly url: string;
};

/** Windows takes no longer one from `rundll32`, and mail programs cut what is longer. */
const MAX_URL_LENGTH = 2000;
const SUBJECT = 'Please erase my telemetry data';
/** A line of a letter should not be longer (RFC 5322, section 2.1.1); of what an author gives, that is enough. */
const MAX_LINE_LENGTH = 78;

/** Writes the letters of a request: as many as it takes to name all ids. */
export function writeLetters(
  { to, subject = SUBJECT }: DeletionByEmail,
  { ids, tool }: Pick<ErasureRequest, 'ids' | 'tool'>,
): readonly Letter[] {
  return ids.length === 0 ? [] : splitLetter([to, oneLine(subject), oneLine(tool)], ids);
}

type Head = readonly [to: string, subject: string, tool: string];

function splitLetter(head: Head, ids: readonly string[]): readonly Letter[] {
  const letter = writeLetter(head, ids);
  if (letter.url.length <= MAX_URL_LENGTH || ids.length === 1) return [letter];
  const half = Math.ceil(ids.length / 2);
  return [...splitLetter(head, ids.slice(0, half)), ...splitLetter(head, ids.slice(half))];
}

function writeLetter([to, subject, tool]: Head, ids: readonly string[]): Letter {
  const lines = [`Please erase all telemetry data of ${tool} with these ids:`, '', ...ids.map(oneLine), ''];
  const text = lines.join('\r\n');
  const address = to.split('@').map(encode).join('@');
  return { to, subject, text, url: `mailto:${address}?subject=${encode(subject)}&body=${encode(text)}` };
}

/** A line end in a subject would begin another header where a mail program is careless. */
function oneLine(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .trim()
      .slice(0, MAX_LINE_LENGTH)
  );
}

/** Every byte but letters, digits, `_`, `.` and `-`: nothing is left that ends a field, or an argument of a program. */
function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[\w.-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
