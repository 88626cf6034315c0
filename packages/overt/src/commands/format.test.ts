import { describe, expect, it } from 'vitest';
import { formatBytes, formatMoment, formatRows, formatSpan, formatTable } from './format.ts';
import { escapeCodes, withoutCodes } from './print.ts';

describe('formats', () => {
  it.each([
    [0, 'less than a second'],
    [1000, '1 second'],
    [119_999, '1 minute'],
    [7_200_000, '2 hours'],
    [90_000_000, '1 day'],
  ])('a span of %i ms', (ms, text) => {
    expect(formatSpan(ms)).toBe(text);
  });

  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [3400, '3.4 kB'],
    [12_345_678, '12.3 MB'],
  ])('%i bytes', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('a moment, also one that is none', () => {
    expect(formatMoment(Date.UTC(2026, 10, 21, 10, 3))).toBe('2026-11-21 10:03 UTC');
    expect(formatMoment(Number.MAX_VALUE)).toBe('at an unknown time');
    expect(formatMoment(Number.NaN)).toBe('at an unknown time');
  });

  it('rows and columns, without lines that have nothing to say', () => {
    expect(
      formatRows([
        ['Why', 'so'],
        ['Nothing', []],
        ['Longer', ['one', 'two']],
      ]),
    ).toEqual(['  Why     so', '  Longer  one', '          two']);
    expect(
      formatTable([
        ['a', 'bb', ''],
        ['aaa', 'b', 'c'],
      ]),
    ).toEqual(['  a    bb', '  aaa  b   c']);
    expect(formatTable([])).toEqual([]);
  });
});

describe('what goes to a terminal', () => {
  const codes = 'a\u001b[31mb\u009bc\r\td\u202ee\u2066';

  it('has no codes in it', () => {
    expect(withoutCodes(`${codes}\n`)).toBe('a?[31mb?c??d?e?\n');
  });

  it('as JSON has them escaped, and says the same', () => {
    const json = escapeCodes(JSON.stringify(codes));
    // eslint-disable-next-line no-control-regex
    expect(json).not.toMatch(/[^\u0020-\u007e]/);
    expect(JSON.parse(json)).toBe(codes);
  });
});
