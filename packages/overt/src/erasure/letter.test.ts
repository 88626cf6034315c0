import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeLetters } from './letter.ts';

const TO = fc
  .tuple(fc.stringMatching(/^[\w.+-]{1,64}$/), fc.stringMatching(/^[\w.-]{1,190}$/))
  .map((parts) => parts.join('@'));
const TEXT = fc.string({ unit: 'binary', maxLength: 300 });
/** What would end a field, a header, an argument or a URL. */
const NASTY = fc.constantFrom(
  '\r\nBcc: a@b.c',
  '&cc=a@b.c',
  '?to=x',
  '#',
  '%0D%0Abcc:',
  '" & calc',
  '\u2028',
  '\0',
  '\uD800',
);
const LINE = fc.array(fc.oneof(TEXT, NASTY), { maxLength: 6 }).map((parts) => parts.join(''));
const IDS = fc.uniqueArray(fc.stringMatching(/^([0-9a-f]{16}|[0-9a-f]{32})$/), {
  minLength: 1,
  maxLength: 200,
});

describe('a letter', () => {
  test('says what it should to whoever reads its URL, and nothing else', () => {
    fc.assert(
      fc.property(TO, LINE, fc.tuple(LINE, IDS), (to, subject, [tool, ids]) => {
        const letters = writeLetters({ kind: 'email', to, subject }, { ids, tool });
        const named = letters.flatMap((letter) => {
          const url = new URL(letter.url);
          const fields = [...url.searchParams];
          expect([url.protocol, decodeURIComponent(url.pathname), url.hash]).toEqual(['mailto:', to, '']);
          expect(fields.map(([name]) => name)).toEqual(['subject', 'body']);
          // Of what was typed, no line end and no code is left in a header.
          // eslint-disable-next-line no-control-regex
          expect(fields[0]?.[1]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
          expect(fields.map(([, value]) => value)).toEqual([
            wellFormed(letter.subject),
            wellFormed(letter.text),
          ]);
          const [first, blank, ...rest] = (fields[1]?.[1] ?? '').split('\r\n');
          expect([first?.startsWith('Please erase all telemetry data of '), blank, rest.at(-1)]).toEqual([
            true,
            '',
            '',
          ]);
          return rest.slice(0, -1);
        });
        expect(named).toEqual(ids);
      }),
    );
  });

  test('has nothing in its URL that any program or shell would read as more than a letter', () => {
    fc.assert(
      fc.property(TO, LINE, fc.tuple(LINE, IDS), (to, subject, [tool, ids]) => {
        for (const { url } of writeLetters({ kind: 'email', to, subject }, { ids, tool })) {
          expect(url).toMatch(/^mailto:[\w.%-]+@[\w.%-]+\?subject=[\w.%-]*&body=[\w.%-]+$/);
          expect(url.length).toBeLessThanOrEqual(2000);
        }
      }),
    );
  });

  test('looks like this', () => {
    const [letter] = writeLetters({ kind: 'email', to: 'a+b@example.com' }, { ids: ['00ff'], tool: 'scan' });
    expect(letter?.url).toBe(
      'mailto:a%2Bb@example.com?subject=Please%20erase%20my%20telemetry%20data' +
        '&body=Please%20erase%20all%20telemetry%20data%20of%20scan%20with%20these%20ids%3A%0D%0A%0D%0A00ff%0D%0A',
    );
  });
});

/** As UTF-8 has it. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}
