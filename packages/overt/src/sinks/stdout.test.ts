import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileSystem, Platform } from '../platform/platform.ts';
import { testPlatform } from '../testing/test-platform.ts';
import type { BatchEvent } from './batch.ts';
import type { SendResult } from './sink.ts';
import { createStdoutSink } from './stdout.ts';

const real = testPlatform({ home: tmpdir() });

function makeEvents(count: number): BatchEvent[] {
  const run = { run: 'R', level: 'full', resource: { tool: 'scan', version: '1.0.0' } };
  return Array.from({ length: count }, (_, seq) => ({
    id: `R.${seq}`,
    run,
    seq,
    time: 0,
    name: 'scan.step',
    level: 'usage',
    props: { text: 'é'.repeat(seq) },
  }));
}

/** A pipe that takes what it is told to, one number a write; 0 is "not now". */
function pipeOf(takes: number[], printed: Uint8Array[]): Platform {
  const writeSync = (_fd: number, bytes: Uint8Array): number => {
    const taken = Math.min(takes.shift() ?? bytes.length, bytes.length);
    if (taken < 0) throw Object.assign(new Error('gone'), { code: 'EPIPE' });
    if (taken === 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
    printed.push(Buffer.from(bytes.subarray(0, taken)));
    return taken;
  };
  return { ...real, fs: { ...real.fs, writeSync: writeSync as FileSystem['writeSync'] } };
}

describe('standard output', () => {
  it('that takes a part, or nothing for a while, gets each line whole and once', async () => {
    const takes = fc.array(fc.constantFrom(0, 0, 1, 7, 50, 1000), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(takes, fc.integer({ min: 1, max: 5 }), async (given, size) => {
        const printed: Uint8Array[] = [];
        const sink = createStdoutSink(pipeOf([...given], printed), 'stdout');
        // No time: what cannot be printed now waits, and the next one goes on where this one stopped.
        const stop = new AbortController();
        stop.abort();
        let left = makeEvents(size);
        for (let tries = 0; left.length > 0 && tries < 20; tries += 1) {
          const result: SendResult = await sink.send({ id: 'b', attempt: 1, sentAt: 0, events: left }, stop);
          left =
            result.kind === 'accepted' ? [] : left.slice('settled' in result ? (result.settled ?? 0) : 0);
        }
        const lines = Buffer.concat(printed).toString('utf8').trimEnd().split('\n');
        expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
          makeEvents(size).map(({ id }) => id),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('that is closed has the rest kept', async () => {
    const printed: Uint8Array[] = [];
    const sink = createStdoutSink(pipeOf([1000, 1000, -1], printed), 'stdout');
    const result = await sink.send(
      { id: 'b', attempt: 1, sentAt: 0, events: makeEvents(4) },
      new AbortController(),
    );
    expect(result).toEqual({ kind: 'retry', reason: 'stdout_EPIPE', settled: 2 });
    expect(printed).toHaveLength(2);
  });

  it('that is full is waited for, without holding up the process', async () => {
    const printed: Uint8Array[] = [];
    const sink = createStdoutSink(pipeOf([0, 0, 0], printed), 'stdout');
    let turns = 0;
    const count = setInterval(() => (turns += 1), 1);
    const result = await sink.send(
      { id: 'b', attempt: 1, sentAt: 0, events: makeEvents(1) },
      new AbortController(),
    );
    clearInterval(count);
    expect(result).toEqual({ kind: 'accepted' });
    expect(turns).toBeGreaterThan(3);
  });
});
