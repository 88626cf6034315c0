import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { file, http, noop, stdout } from '../sinks/define.ts';
import { findFault } from './check-options.ts';
import { resolveOptions, type Settings, type TelemetryOptions } from './options.ts';

const sinks = [noop()];
const RIGHT: TelemetryOptions = { tool: 'scan', version: '1.2.3', sinks };
const DECLARED = { why: 'A test.', owner: 'tests', expires: 'never' } as const;
const url = 'https://telemetry.example.com';

const resolve = (options: TelemetryOptions): Settings => resolveOptions(options, () => ({ findFault }));

/** Each option that may be left out, by the option that it is a part of. */
const PARTS = {
  consent: ['default', 'level', 'ci', 'aliases', 'configured', 'mandatory', 'text', 'policyFile'],
  delivery: ['mode', 'intervalMs', 'deadlineMs', 'retryBaseMs', 'guarantee'],
  limits: ['maxBytes', 'maxFiles', 'maxAgeMs'],
  sampling: ['rate', 'by', 'events', 'summarizeAgents'],
  quota: ['perDay', 'perHour', 'events'],
  errors: ['fields', 'expected', 'classify', 'sayReference', 'ask', 'diagnosticReport', 'dropEnvironments'],
  agents: ['agents', 'tools', 'models'],
} as const;
const ALONE = [
  ...'events traces identity project crashes environment environmentVariable context tags'.split(' '),
  ...Object.keys(PARTS),
];

/** Some of the names, each with the value undefined. */
const undefinedOf = (names: readonly string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.subarray([...names]).map((some) => Object.fromEntries(some.map((name) => [name, undefined])));

const parts = fc.record(
  Object.fromEntries(Object.entries(PARTS).map(([name, names]) => [name, undefinedOf(names)])),
  { requiredKeys: [] },
);

describe('an option that is undefined', () => {
  it('is one that was not given, wherever it stands', () => {
    const plain = resolve(RIGHT);
    const given = fc.tuple(undefinedOf(ALONE), parts).map(([alone, some]) => ({ ...alone, ...some }));
    fc.assert(
      fc.property(given, (options) => {
        expect(resolve({ ...RIGHT, ...options })).toEqual(plain);
      }),
    );
  });

  it.each([
    [{ tags: { channel: undefined, team: 'core' } }, { tags: { team: 'core' } }],
    [{ errors: { expected: { A: undefined, B: 'quota' } } }, { errors: { expected: { B: 'quota' } } }],
    [{ sampling: { events: { a: undefined, b: 0.5 } } }, { sampling: { events: { b: 0.5 } } }],
    [{ quota: { events: { a: undefined, b: 5 } } }, { quota: { events: { b: 5 } } }],
    [{ agents: { tools: ['shell'], models: undefined } }, { agents: { tools: ['shell'] } }],
    [
      { identity: { kind: 'install', rotate: undefined } },
      { identity: { kind: 'install', rotate: 'never' } },
    ],
    [
      { consent: { text: { version: undefined, prompt: undefined, enter: undefined, what: undefined } } },
      { consent: { text: {} } },
    ],
    [
      { consent: { aliases: [{ variable: 'SCAN_STATS', yes: undefined }] } },
      { consent: { aliases: [{ variable: 'SCAN_STATS' }] } },
    ],
    [
      { events: { 'scan.step': { ...DECLARED, level: undefined, fields: undefined, limit: undefined } } },
      { events: { 'scan.step': DECLARED } },
    ],
  ])('%o is %o', (given, meant) => {
    const settle = (options: object): unknown => {
      const { events: _, text, ...settings } = resolve({ ...RIGHT, ...options });
      return { ...settings, text: JSON.stringify(text) };
    };
    expect(settle(given)).toEqual(settle(meant));
  });

  it('in a table names nothing at all', () => {
    const tags = { channel: undefined as unknown as string };
    const events = { 'scan.step': undefined as unknown as number };
    const settled = resolve({ ...RIGHT, tags, sampling: { events }, quota: { events } });
    const tables = [settled.tags, settled.sampling.events, settled.quota.events];
    expect(tables.map((table) => Object.keys(table))).toEqual([[], [], []]);
  });

  it('of a sink is none either', () => {
    const common = { name: undefined, filter: undefined, deletion: undefined };
    const shape = { body: undefined, event: undefined, per: undefined, lowering: undefined };
    const given = { ...common, ...shape, format: undefined, gzip: undefined, headers: undefined, url };
    // As a tool without types may write it.
    const untyped = http as (options: object) => unknown;
    expect(untyped(given)).toEqual(http({ url }));
    const none = { sampleRate: undefined, interval: undefined };
    expect(untyped({ url, lowering: none })).toEqual(http({ url }));
    const all = { level: undefined, only: undefined, except: undefined, sample: undefined };
    expect(JSON.stringify((stdout as (options: object) => unknown)({ filter: all }))).toBe(
      JSON.stringify(stdout({ filter: {} })),
    );
    expect(file({ path: '/x', maxBytes: undefined, event: undefined })).toEqual(file({ path: '/x' }));
  });

  it('is a mistake where an event or a field is declared', () => {
    const events = { 'scan.step': undefined } as unknown as NonNullable<TelemetryOptions['events']>;
    expect(() => resolve({ ...RIGHT, events })).toThrow('to be a declaration, got undefined');
  });
});
