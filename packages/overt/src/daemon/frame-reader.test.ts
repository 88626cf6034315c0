import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, MAX_MESSAGE_BYTES } from './frame-reader.ts';

/** All lines that come of `chunks`, with what is left at the end. */
function readAll(chunks: readonly Buffer[]): string[] {
  const reader = new FrameReader();
  const lines = chunks.flatMap((chunk) => reader.push(chunk)?.map(String) ?? ['too long']);
  return [...lines, reader.rest().toString()];
}

describe('lines', () => {
  it('are the same wherever the stream is cut', () => {
    const text = fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 20 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(300), { maxLength: 40 }), (words, cuts) => {
        const whole = Buffer.from(words.join('\n'));
        const ends = [...cuts.filter((cut) => cut <= whole.length), 0, whole.length].toSorted(
          (a, b) => a - b,
        );
        const chunks = ends.slice(1).map((end, index) => whole.subarray(ends[index], end));
        expect(readAll(chunks)).toEqual(whole.toString().split('\n'));
      }),
    );
  });

  it('may be as long as they may be, and no longer', () => {
    const longest = Buffer.alloc(MAX_MESSAGE_BYTES, 0x61);
    expect(new FrameReader().push(Buffer.concat([longest, Buffer.from('\n')]))?.[0]?.equals(longest)).toBe(
      true,
    );
    expect(new FrameReader().push(Buffer.concat([longest, Buffer.from('a')]))).toBeUndefined();
    const slow = new FrameReader();
    expect(slow.push(longest)).toEqual([]);
    expect(slow.push(Buffer.from('a'))).toBeUndefined();
  });

  it('that come byte by byte take as much memory as they are long, and not more than twice', () => {
    const reader = new FrameReader();
    for (let bytes = 1; bytes <= 100_000; bytes += 1) {
      reader.push(Buffer.from('a'));
      expect(reader.reservedBytes).toBeLessThanOrEqual(Math.max(1024, 2 * bytes));
    }
    expect(reader.heldBytes).toBe(100_000);
    reader.push(Buffer.from('\n'));
    expect([reader.heldBytes, reader.reservedBytes]).toEqual([0, 0]);
  });
});
