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
/** What an author gives is one line, and no longer than that of any letter. */
const MAX_SUBJECT_LENGTH = 150;

/** Writes the letters of a request: as many as it takes to name all ids. */
export function writeLetters(
  { to, subject = SUBJECT }: DeletionByEmail,
  { ids, tool }: Pick<ErasureRequest, 'ids' | 'tool'>,
): readonly Letter[] {
  const letters: Letter[] = [];
  const line = oneLine(subject);
  for (let rest = ids; rest.length > 0;) {
    let count = rest.length;
    let letter = writeLetter([to, line, tool], rest);
    for (
      ;
      letter.url.length > MAX_URL_LENGTH && count > 1;
      letter = writeLetter([to, line, tool], rest.slice(0, count))
    )
      count = Math.ceil(count / 2);
    letters.push(letter);
    rest = rest.slice(count);
  }
  return letters;
}

function writeLetter(
  [to, subject, tool]: readonly [to: string, subject: string, tool: string],
  ids: readonly string[],
): Letter {
  const lines = [
    `Please erase all telemetry data of ${oneLine(tool)} with these ids:`,
    '',
    ...ids.map(oneLine),
    '',
  ];
  const text = lines.join('\r\n');
  return { to, subject, text, url: `mailto:${encode(to)}?subject=${encode(subject)}&body=${encode(text)}` };
}

/** A line end in a subject would begin another header where a mail program is careless. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, MAX_SUBJECT_LENGTH);
}

/** Every byte but letters, digits and four signs that mean nothing anywhere: nothing is left that ends a field, or an argument. */
function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[\w.-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
