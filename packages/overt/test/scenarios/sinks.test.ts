import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  describeSink,
  faultyServer,
  memorySink,
  testPlatform,
  type PostedRequest,
  type SinkFault,
  type SinkUnderTest,
} from 'overt/testing';
import { describe, it } from 'vitest';
import { createSink } from '../../src/sinks/create.ts';
import { file, http, noop, type HttpOptions } from '../../src/sinks/define.ts';
import { createStdoutSink } from '../../src/sinks/stdout.ts';
import type { FileSystem, Platform } from '../../src/platform/platform.ts';
import { makeCollector } from '../harness/sinks.ts';

/** Each sink that we bring along keeps the contract that sinks of others are tested against. */
const runner = { describe, it };
const platform: Platform = testPlatform({ home: tmpdir() });

describeSink(runner, 'noop', async () => ({ sink: createSink(platform, noop()) }));

describeSink(runner, 'memorySink', async () => {
  const sink = memorySink();
  return {
    sink,
    keeps: true,
    arrived: async () => sink.events.map(({ id }) => id),
    fault: async (fault) => {
      const busy = { kind: 'retry', reason: 'busy' } as const;
      sink.answer(
        fault === 'none' ? { kind: 'accepted' } : fault === 'throttled' ? { ...busy, afterMs: 7000 } : busy,
      );
      return fault === 'none' || fault === 'broken' || fault === 'throttled';
    },
  };
});

for (const event of [undefined, { '...': { id: '{id}' }, n: '{seq}' }, { id: '{id}' }]) {
  describeSink(runner, `file of ${JSON.stringify(event) ?? 'all'}`, async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'overt-sink-')), 'events.ndjson');
    const { fs, fault } = failingDisk();
    return {
      sink: createSink({ ...platform, fs }, file({ path, event })),
      fault,
      arrived: async () => (existsSync(path) ? idsOf(readFileSync(path, 'utf8')) : []),
      breakDown: async () => rmSync(dirname(path), { recursive: true }),
      close: async () => rmSync(dirname(path), { recursive: true, force: true }),
    };
  });
}

describeSink(runner, 'stdout', async () => {
  const printed: Buffer[] = [];
  const { fs, fault } = failingDisk((bytes) => void printed.push(Buffer.from(bytes)));
  return {
    sink: createStdoutSink({ ...platform, fs }, 'stdout'),
    fault,
    arrived: async () => idsOf(Buffer.concat(printed).toString('utf8')),
  };
});

/** A disk, or a pipe, that can be made to fail; a write takes a part of what it is given. */
function failingDisk(
  print?: (bytes: Uint8Array) => void,
): { fs: FileSystem } & Pick<Required<SinkUnderTest>, 'fault'> {
  const state = { fault: 'none' as SinkFault, writes: 0 };
  const writeSync = (fd: number, bytes: Uint8Array): number => {
    state.writes += 1;
    if (state.fault === 'broken' || (state.fault === 'dies' && state.writes > 1))
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const part = bytes.subarray(0, print === undefined ? 20_000 : 100);
    if (print === undefined) return platform.fs.writeSync(fd, part);
    print(part);
    return part.length;
  };
  return {
    fs: { ...platform.fs, writeSync: writeSync as FileSystem['writeSync'] },
    fault: async (fault) => {
      Object.assign(state, { fault, writes: 0 });
      return fault === 'none' || fault === 'broken' || fault === 'dies';
    },
  };
}

/** What is posted, and how its events are found in it. */
const SHAPES: readonly (readonly [
  name: string,
  options: Partial<HttpOptions>,
  find?: (text: string) => string[],
])[] = [
  ['json', {}],
  ['json, not packed', { gzip: false }],
  ['ndjson', { format: 'ndjson' }, idsOf],
  ['ndjson of a template', { format: 'ndjson', gzip: false, event: { id: '{id}', at: '{time.iso}' } }, idsOf],
  [
    'a template',
    { body: { records: '{events}', tool: '{resource.tool}' }, event: { id: '{id}', p: '{props}' } },
  ],
  ['a list', { body: '{events}', event: { id: '{id}', '...': '{props}' } }],
  ['one event a request', { body: { event: { id: '{id}', props: '{props}' } } }],
  [
    'requests that differ in their head',
    { body: { half: '{props.half}', parity: '{seq}', list: '{events}' } },
  ],
];

for (const [name, options, find = findIds] of SHAPES)
  describeSink(runner, `http of ${name}`, async () => {
    const server = await faultyServer({ idsOf: ({ text }: PostedRequest) => find(text) });
    return {
      sink: createSink(platform, http({ ...options, url: server.url })),
      ...server,
      breakDown: async () => void (await server.fault('broken')),
    };
  });

describeSink(runner, 'collector', makeCollector);

function idsOf(text: string): string[] {
  // What comes after the last newline is still on its way.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

/** Wherever in a text of JSON they are. */
function findIds(text: string): string[] {
  const ids: string[] = [];
  JSON.parse(text, (key, value: unknown) => {
    if (key === 'id') ids.push(String(value));
    return value;
  });
  return ids;
}
