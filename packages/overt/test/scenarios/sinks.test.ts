import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeSink, testPlatform, type SinkUnderTest } from 'overt/testing';
import { describe, it } from 'vitest';
import { createSink } from '../../src/sinks/create.ts';
import { collector, file, http, noop } from '../../src/sinks/define.ts';
import { createStdoutSink } from '../../src/sinks/stdout.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { startFaultServer, type Fault } from '../harness/fault-server.ts';
import { startInbox, textOf } from '../harness/inbox.ts';

/** Each sink that we bring along keeps the contract that sinks of others are tested against. */
const runner = { describe, it };
const platform: Platform = testPlatform({ home: tmpdir() });

describeSink(runner, 'noop', async () => ({ sink: createSink(platform, noop()) }));

describeSink(runner, 'file', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'overt-sink-')), 'events.ndjson');
  return {
    sink: createSink(platform, file({ path })),
    arrived: async () => readIds(path),
    breakDown: async () => rmSync(dirname(path), { recursive: true }),
    close: async () => rmSync(dirname(path), { recursive: true, force: true }),
  };
});

describeSink(runner, 'stdout', async () => {
  const printed: string[] = [];
  let isBroken = false;
  const writeSync = ((_fd: number, bytes: Uint8Array, offset: number): number => {
    if (isBroken) throw Object.assign(new Error('broken pipe'), { code: 'EPIPE' });
    // A pipe may take less than it is given.
    const taken = bytes.subarray(offset, offset + 100);
    printed.push(Buffer.from(taken).toString('latin1'));
    return taken.length;
  }) as Platform['fs']['writeSync'];
  const sink = createStdoutSink({ ...platform, fs: { ...platform.fs, writeSync } }, 'stdout');
  return {
    sink,
    arrived: async () => idsOf(Buffer.from(printed.join(''), 'latin1').toString('utf8')),
    breakDown: async () => void (isBroken = true),
  };
});

for (const format of ['json', 'ndjson'] as const) {
  for (const gzip of [true, false]) {
    describeSink(runner, `http of ${format}, packed: ${gzip}`, async () => {
      const inbox = await startInbox();
      return {
        sink: createSink(platform, http({ url: inbox.url, format, gzip })),
        arrived: async () => inbox.events().map(({ id }) => id),
        breakDown: async () => inbox.setFault('broken'),
        close: inbox.close,
      };
    });
  }
}

for (const fault of ['broken', 'throttled', 'busy', 'garbage', 'cut'] as const)
  describeSink(runner, `collector that may be ${fault}`, () => makeCollector(fault));

type Posted = {
  readonly runs: readonly { readonly run: string; readonly events: readonly { readonly seq: number }[] }[];
};

/** What the collector would answer to anything that is well-formed (docs/wire-format.md). */
async function makeCollector(fault: Fault): Promise<SinkUnderTest> {
  const ids: string[] = [];
  const server = await startFaultServer(async (request) => {
    const { runs } = JSON.parse(textOf(request)) as Posted;
    const there = runs.flatMap(({ run, events }) => events.map(({ seq }) => `${run}.${seq}`));
    ids.push(...there);
    return { status: 200, body: JSON.stringify({ accepted: there.length, duplicates: [], rejected: [] }) };
  });
  return {
    sink: createSink(platform, collector({ url: server.url, key: 'a-key' })),
    arrived: async () => ids,
    breakDown: async () => server.setFault(fault),
    close: server.close,
  };
}

function readIds(path: string): string[] {
  return existsSync(path) ? idsOf(readFileSync(path, 'utf8')) : [];
}

function idsOf(text: string): string[] {
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}
