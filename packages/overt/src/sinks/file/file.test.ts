import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { atEachStep } from '../../../test/harness/overtaken.ts';
import type { FileSystem, Platform } from '../../platform/platform.ts';
import { testPlatform } from '../../testing/test-platform.ts';
import type { BatchEvent } from '../batch.ts';
import type { SendResult, Sink } from '../sink.ts';
import { createFileSink } from './file.ts';

const real: Platform = testPlatform({ home: tmpdir() });
const MAX_BYTES = 64 * 1024 * 1024;
const { signal } = new AbortController();

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'overt-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makeEvents(count: number, first = 0): BatchEvent[] {
  const run = { run: 'R', level: 'full', resource: { tool: 'scan', version: '1.0.0' } };
  return Array.from({ length: count }, (_, n) => ({
    id: `R.${first + n}`,
    run,
    seq: first + n,
    time: 0,
    name: 'scan.step',
    level: 'usage',
    props: { text: 'é'.repeat(n % 7) },
  }));
}

function send(sink: Sink, events: readonly BatchEvent[], attempt = 1): Promise<SendResult> {
  return sink.send({ id: 'b', attempt, sentAt: 0, events }, { signal });
}

/** What somebody reads who takes whole lines. */
function readWhole(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    try {
      return [(JSON.parse(line) as { id: string }).id];
    } catch {
      return [];
    }
  });
}

/** Before any process that is there now. */
const LONG_AGO = new Date('2020-01-01');

/** A disk that takes `room` bytes more, and what does not fit not at all or as far as it does. */
function diskOf(room: { left: number }): Platform {
  const writeSync = (fd: number, bytes: Uint8Array, ...[, , position]: (number | undefined)[]): number => {
    const taken = Math.min(room.left, bytes.length);
    if (taken === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    room.left -= taken;
    return real.fs.writeSync(fd, bytes, 0, taken, position);
  };
  return { ...real, fs: { ...real.fs, writeSync: writeSync as FileSystem['writeSync'] } };
}

describe('lines stay whole', () => {
  it('on a disk that is full at any byte: each is there once, in order, and nothing else is', async () => {
    const folder = makeFolder();
    let files = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (rooms, size) => {
          files += 1;
          const path = join(folder, `${files}.ndjson`);
          const room = { left: 0 };
          const sink = createFileSink(diskOf(room), 'file', { path, maxBytes: MAX_BYTES });
          let left = makeEvents(size);
          for (const [attempt, more] of [...rooms, 1e6].entries()) {
            room.left = more;
            const result = await send(sink, left, attempt + 1);
            if (result.kind === 'accepted') left = [];
            else if (result.kind === 'retry') left = left.slice(result.settled ?? 0);
            const done = makeEvents(size).slice(0, size - left.length);
            const text = readFileSync(path, 'utf8');
            expect(text.split('\n')).toHaveLength(done.length + 1);
            expect(text === '' || text.endsWith('\n')).toBe(true);
            expect(readWhole(path)).toEqual(done.map(({ id }) => id));
            if (left.length === 0) break;
          }
          expect(left).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('where a process died at any byte: what it wrote is not written again', async () => {
    const folder = makeFolder();
    const path = join(folder, 'whole.ndjson');
    await send(createFileSink(real, 'file', { path, maxBytes: MAX_BYTES }), makeEvents(4));
    const whole = readFileSync(path);
    for (let length = 0; length <= whole.length; length += 7) {
      const torn = join(folder, `${length}.ndjson`);
      writeFileSync(torn, whole.subarray(0, length));
      const sink = createFileSink(real, 'file', { path: torn, maxBytes: MAX_BYTES });
      expect(await send(sink, makeEvents(4), 2)).toEqual({ kind: 'accepted' });
      await send(sink, makeEvents(1, 4));
      expect(readWhole(torn)).toEqual(['R.0', 'R.1', 'R.2', 'R.3', 'R.4']);
    }
  });

  it('where two processes find half a line at once: it is ended once, whoever is overtaken where', async () => {
    await atEachStep(() => {
      const path = join(makeFolder(), 'events.ndjson');
      writeFileSync(path, '{"id":"half');
      utimesSync(path, LONG_AGO, LONG_AGO);
      const sendBy = (platform: Platform, first: number): Promise<SendResult> =>
        send(createFileSink(platform, 'file', { path, maxBytes: MAX_BYTES }), makeEvents(1, first));
      return {
        platform: real,
        act: (platform) => sendBy(platform, 1),
        // It is done when it returns: files are written to at once.
        other: () => void sendBy(real, 0),
        check: () => {
          const [half, ...lines] = readFileSync(path, 'utf8').split('\n');
          expect(half).toBe('{"id":"half');
          expect(lines.pop()).toBe('');
          expect(lines.map((line) => (JSON.parse(line) as { id: string }).id).toSorted()).toEqual([
            'R.0',
            'R.1',
          ]);
        },
      };
    });
  });

  it('while another process is in the middle of its line: that is whole, too', async () => {
    const path = join(makeFolder(), 'events.ndjson');
    const [other = ''] = makeEvents(1).map((event) => `${JSON.stringify(event)}\n`);
    writeFileSync(path, other.slice(0, 20));
    let rest = other.slice(20);
    const readSync = (...given: Parameters<typeof real.fs.readSync>): number => {
      const read = real.fs.readSync(...given);
      appendFileSync(path, rest);
      rest = '';
      return read;
    };
    const platform = { ...real, fs: { ...real.fs, readSync: readSync as FileSystem['readSync'] } };
    await send(createFileSink(platform, 'file', { path, maxBytes: MAX_BYTES }), makeEvents(1, 1));
    expect(rest).toBe('');
    expect(readWhole(path)).toEqual(['R.0', 'R.1']);
  });

  it('of events that cannot be told from one another are all written', async () => {
    const path = join(makeFolder(), 'same.ndjson');
    const sink = createFileSink(real, 'file', { path, maxBytes: MAX_BYTES, event: { n: '{name}' } });
    for (const attempt of [1, 2]) await send(sink, makeEvents(2), attempt);
    expect(readFileSync(path, 'utf8')).toBe('{"n":"scan.step"}\n'.repeat(4));
  });
});

describe('a file that has grown', () => {
  it('is put aside before it is too large', async () => {
    const path = join(makeFolder(), 'events.ndjson');
    const sink = createFileSink(real, 'file', { path, maxBytes: 400, event: '{id}' });
    for (let first = 0; first < 200; first += 10) await send(sink, makeEvents(10, first));
    const read = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n');
    const kept = [...read(`${path}.1`), ...read(path)].map((line) => Number(line.slice(3, -1)));
    expect(kept.at(-1)).toBe(199);
    expect(kept).toEqual(Array.from(kept, (_, n) => 200 - kept.length + n));
    for (const file of [path, `${path}.1`]) expect(readFileSync(file).length).toBeLessThanOrEqual(400);
  });

  it('is put aside once by two processes that find it full: no line of either is lost', async () => {
    await atEachStep(() => {
      const path = join(makeFolder(), 'events.ndjson');
      const options = { path, maxBytes: 100, event: '{id}' };
      const sendAll = (platform: Platform, first: number): void =>
        void send(createFileSink(platform, 'file', options), makeEvents(4, first));
      sendAll(real, 10);
      const full = [10, 11, 12, 13].map((n) => `R.${n}`);
      const fill = '"R.0"\n'.repeat(12);
      writeFileSync(path, readFileSync(path, 'utf8') + fill);
      return {
        platform: real,
        act: (platform) => sendAll(platform, 20),
        other: () => sendAll(real, 30),
        check: () => {
          const text = readFileSync(path, 'utf8') + readFileSync(`${path}.1`, 'utf8');
          const ids = text.split('\n').map((line) => line.slice(1, -1));
          for (const id of [...full, ...[20, 21, 22, 23, 30, 31, 32, 33].map((n) => `R.${n}`)])
            expect(ids.filter((one) => one === id)).toHaveLength(1);
          expect(readdirSync(join(path, '..'))).toHaveLength(2);
        },
      };
    });
  });

  it('goes on where it cannot be put aside', async () => {
    const path = join(makeFolder(), 'events.ndjson');
    mkdirSync(`${path}.1`);
    const sink = createFileSink(real, 'file', { path, maxBytes: 100 });
    for (let first = 0; first < 30; first += 10)
      expect(await send(sink, makeEvents(10, first))).toEqual({ kind: 'accepted' });
    expect(readWhole(path)).toHaveLength(30);
  });
});

describe('what is no file of its own is not written to', () => {
  const cases: readonly [what: string, make: (path: string) => void, reason: string][] = [
    ['a link', (path) => symlinkSync(`${path}.other`, path), 'file_is_link'],
    ['a folder', (path) => mkdirSync(path), 'file_is_folder'],
    ['a pipe', (path) => void spawnSync('mkfifo', [path]), 'file_is_special'],
  ];
  it.each(cases)('%s', async (_what, make, reason) => {
    const path = join(makeFolder(), 'events.ndjson');
    make(path);
    const sink = createFileSink(real, 'file', { path, maxBytes: MAX_BYTES });
    expect(await send(sink, makeEvents(1))).toEqual({ kind: 'retry', reason });
  });

  it('a folder that is not there, or not ours to write in', async () => {
    const folder = makeFolder();
    const missing = createFileSink(real, 'file', { path: join(folder, 'no', 'x'), maxBytes: MAX_BYTES });
    expect(await send(missing, makeEvents(1))).toEqual({ kind: 'retry', reason: 'file_ENOENT' });
    const path = join(folder, 'x');
    writeFileSync(path, '');
    chmodSync(path, 0o400);
    const locked = createFileSink(real, 'file', { path, maxBytes: MAX_BYTES });
    // Root may write anywhere.
    const wanted = process.getuid?.() === 0 ? { kind: 'accepted' } : { kind: 'retry', reason: 'file_EACCES' };
    expect(await send(locked, makeEvents(1))).toEqual(wanted);
  });
});
