import { randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { encodeFrameHeader, FRAME_HEADER_BYTES, readFrame, type Frame } from '../src/log/frame.ts';
import { createLogWriter } from '../src/log/log-writer.ts';
import { readBlock, type Block } from '../src/log/read-block.ts';
import { recoverLog } from '../src/log/recover-log.ts';
import { createSegmentAppender, type SegmentAppender } from '../src/log/segment-appender.ts';
import { listSegments, SEGMENT_HEADER_BYTES, segmentPath } from '../src/log/segment.ts';
import { makeTempFolder } from './temp-folder.ts';

const frame = (text: string): Frame => ({ kind: 'events', rows: 1, payload: Buffer.from(text) });
const ignore = (): void => undefined;

/** A log of one segment with the frames one, two, three, each appended alone. */
async function writeThree(): Promise<{ folder: string; path: string; size: number }> {
  const folder = makeTempFolder();
  const appender = createSegmentAppender({ folder, firstSegment: 1, segmentBytes: 1_000_000 });
  for (const text of ['one\n', 'two\n', 'three\n']) await appender.append([frame(text)]);
  await appender.leave();
  const path = segmentPath(folder, 1);
  return { folder, path, size: statSync(path).size };
}

async function readAll(folder: string): Promise<{ texts: string[]; damage: Block['damage'] }> {
  const blocks: Block[] = [];
  for (const segment of await listSegments(folder))
    blocks.push(await readBlock(folder, { segment, from: 0 }));
  const texts = blocks.flatMap(({ frames }) => frames.map(({ payload }) => payload.toString().trim()));
  return { texts, damage: blocks.flatMap(({ damage }) => damage) };
}

const second = SEGMENT_HEADER_BYTES + FRAME_HEADER_BYTES + 4;
const third = second + FRAME_HEADER_BYTES + 4;

describe('damage', () => {
  test.each<[name: string, harm: (path: string, size: number) => void, texts: string[], damaged: number]>([
    ['none', ignore, ['one', 'two', 'three'], 0],
    ['a torn tail: half a header', (path) => appendFileSync(path, 'OVF1\0\0'), ['one', 'two', 'three'], 1],
    [
      'a torn tail: a header without its payload',
      (path) => truncateSync(path, third + FRAME_HEADER_BYTES),
      ['one', 'two'],
      1,
    ],
    ['a torn tail: half a payload', (path, size) => truncateSync(path, size - 3), ['one', 'two'], 1],
    [
      'a tail of zeros, as a power cut leaves it',
      (path) => appendFileSync(path, Buffer.alloc(5_000)),
      ['one', 'two', 'three'],
      1,
    ],
    ['a tail of noise', (path) => appendFileSync(path, randomBytes(5_000)), ['one', 'two', 'three'], 1],
    [
      'a bit in the payload of the second',
      (path) => flip(path, second + FRAME_HEADER_BYTES + 1),
      ['one', 'three'],
      1,
    ],
    ['a bit in the checksum of the second', (path) => flip(path, second + 17), ['one', 'three'], 1],
    ['a bit in the magic of the second', (path) => flip(path, second), ['one', 'three'], 1],
    ['a length that became huge', (path) => flip(path, second + 8), ['one', 'three'], 1],
    ['a length that became a little larger', (path) => flip(path, second + 11), ['one', 'three'], 1],
    ['a kind that there is not', (path) => flip(path, second + 7, 0x70), ['one', 'three'], 1],
    ['the head of the segment', (path) => flip(path, 2), [], 1],
    ['the salt of the segment', (path) => flip(path, 13), [], 1],
    ['an empty file', (path) => truncateSync(path, 0), [], 0],
  ])('%s', async (...row) => {
    const [, harm, texts, damaged] = row;
    const { folder, path, size } = await writeThree();
    harm(path, size);
    const read = await readAll(folder);
    expect(read.texts).toEqual(texts);
    expect(read.damage).toHaveLength(damaged);
  });

  test('a frame that is forged inside a payload is not read, since its salt is not known', async () => {
    const { folder, path } = await writeThree();
    const forged = frame('forged\n');
    const bait = Buffer.concat([encodeFrameHeader(forged, 0), forged.payload]);
    const appender = createSegmentAppender({ folder, firstSegment: 2, segmentBytes: 1_000_000 });
    await appender.append([{ kind: 'events', rows: 1, payload: bait }]);
    await appender.leave();
    flip(segmentPath(folder, 2), SEGMENT_HEADER_BYTES); // now the reader looks for the next frame
    expect((await readAll(folder)).texts).toEqual(['one', 'two', 'three']);
    expect(path).toBe(segmentPath(folder, 1));
  });

  test('damage that is larger than a block takes no sound frame with it', async () => {
    const { folder, path } = await writeThree();
    flip(path, second);
    const texts: string[] = [];
    for (let from = 0; ;) {
      const block = await readBlock(folder, { segment: 1, from, maxBytes: 8 });
      if (block.end === from) break;
      texts.push(...block.frames.map(({ payload }) => payload.toString().trim()));
      from = block.end;
    }
    expect(texts).toEqual(['one', 'three']);
  });
});

describe('recovery', () => {
  test('cuts a torn tail off, says so, and hands the frames over', async () => {
    const { folder, path, size } = await writeThree();
    truncateSync(path, size - 3);
    const [seen, logged]: [string[], string[]] = [[], []];
    const found = await recoverLog(
      folder,
      ({ payload }) => seen.push(payload.toString().trim()),
      (_, message) => logged.push(message),
    );
    expect(seen).toEqual(['one', 'two']);
    expect(logged).toEqual(['A frame at the end of the log was not finished and is cut off.']);
    expect([statSync(path).size, found.nextSegment]).toEqual([third, 2]);
  });

  test('leaves damage in the middle for the loader to report', async () => {
    const { folder, path, size } = await writeThree();
    flip(path, second);
    await recoverLog(folder, ignore, ignore);
    expect(statSync(path).size).toBe(size);
  });

  test.each<[name: string, checkpoint: string | undefined, next: number]>([
    ['no checkpoint', undefined, 2],
    ['behind segments that are gone', '{"segment":7,"offset":0}', 7],
    ['in a segment that is gone', '{"segment":7,"offset":40}', 8],
    ['garbage', '{"segm', 2],
  ])('numbers go on: %s', async (_, checkpoint, next) => {
    const { folder } = await writeThree();
    if (checkpoint !== undefined) writeFileSync(`${folder}/checkpoint.json`, checkpoint);
    expect((await recoverLog(folder, ignore, ignore)).nextSegment).toBe(next);
  });
});

describe('group commit', () => {
  test('requests that arrive together share a sync, and all are durable when they are told so', async () => {
    const { appender, groups } = countGroups(makeTempFolder());
    const writer = createLogWriter(appender, ignore);
    await Promise.all(Array.from({ length: 100 }, (_, index) => writer.append([frame(`${index}\n`)])));
    expect(groups).toEqual([100]);
    await writer.close();
  });

  test('a failed write refuses its group, and the next one begins a new segment', async () => {
    const folder = makeTempFolder();
    const { appender } = countGroups(folder);
    let isBroken = true;
    const failing: SegmentAppender = {
      ...appender,
      append: async (frames) => {
        const bytes = await appender.append(frames);
        if (isBroken) throw new Error('EIO');
        return bytes;
      },
    };
    const writer = createLogWriter(failing, ignore);
    await expect(writer.append([frame('lost?\n')])).rejects.toThrow('EIO');
    isBroken = false;
    await writer.append([frame('kept\n')]);
    expect(appender.position().segment).toBe(2);
    await writer.close();
  });

  test.each(['write', 'datasync', 'sync'] as const)(
    'a disk that is full when a segment begins leaves no file, and is written to when it has room again: %s',
    async (call) => {
      const folder = makeTempFolder();
      const appender = createSegmentAppender({ folder, firstSegment: 1, segmentBytes: 1_000_000 });
      const writer = createLogWriter(appender, ignore);
      const makeRoom = await fillDisk(call);
      for (const text of ['one\n', 'two\n']) {
        await expect(writer.append([frame(text)])).rejects.toThrow('ENOSPC');
      }
      expect(readdirSync(folder)).toEqual([]);
      makeRoom();
      for (const text of ['three\n', 'four\n']) await writer.append([frame(text)]);
      await writer.close();
      expect((await readAll(folder)).texts).toEqual(['three', 'four']);
    },
  );

  test('segments are left when they are full', async () => {
    const folder = makeTempFolder();
    const appender = createSegmentAppender({ folder, firstSegment: 1, segmentBytes: 60 });
    for (const text of ['one', 'two', 'three', 'four']) await appender.append([frame(text)]);
    await appender.leave();
    expect(await listSegments(folder)).toEqual([1, 2]);
    expect((await readAll(folder)).texts).toEqual(['one', 'two', 'three', 'four']);
  });

  /** Fails a call on each open file, as a full disk does once the file is there; answers what ends that. */
  async function fillDisk(call: 'write' | 'datasync' | 'sync'): Promise<() => void> {
    const any = await open(import.meta.filename);
    const files = Object.getPrototypeOf(any) as FileHandle;
    await any.close();
    const full = vi.spyOn(files, call).mockRejectedValue(new Error('ENOSPC'));
    onTestFinished(() => full.mockRestore());
    return () => full.mockRestore();
  }

  function countGroups(folder: string): { appender: SegmentAppender; groups: number[] } {
    const appender = createSegmentAppender({ folder, firstSegment: 1, segmentBytes: 1_000_000 });
    const groups: number[] = [];
    return {
      groups,
      appender: {
        ...appender,
        append(frames) {
          groups.push(frames.length);
          return appender.append(frames);
        },
      },
    };
  }
});

test('whatever is cut off or changed, what is read was written, in order', () => {
  const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 8 });
  const harm = fc.array(fc.record({ at: fc.nat(400), bits: fc.integer({ min: 1, max: 255 }) }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(payloads, harm, fc.nat(400), (written, flips, cut) => {
      const salt = 0x1234_5678;
      const frames = written.map((bytes): Frame => ({
        kind: 'events',
        rows: 1,
        payload: Buffer.from(bytes),
      }));
      const parts = frames.flatMap((one) => [encodeFrameHeader(one, salt), one.payload]);
      const bytes = Buffer.concat(parts).subarray(0, Math.max(1, 500 - cut));
      for (const { at, bits } of flips) {
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ bits;
      }
      const read: string[] = [];
      for (let offset = 0; offset < bytes.length;) {
        const found = readFrame(bytes, offset, salt);
        if (found.found === 'cut') break;
        if (found.found === 'frame') read.push(found.payload.toString('hex'));
        offset = found.end;
      }
      const all = frames.map(({ payload }) => payload.toString('hex'));
      let from = 0;
      for (const one of read) {
        const at = all.indexOf(one, from);
        expect(at).toBeGreaterThanOrEqual(from);
        from = at + 1;
      }
    }),
  );
});

function flip(path: string, at: number, bits = 1): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ bits;
  writeFileSync(path, bytes);
}
