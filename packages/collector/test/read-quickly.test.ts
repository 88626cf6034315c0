import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBatch, type Batch } from '../src/wire/batch.ts';
import { createQuickReader } from '../src/wire/quick/read-quickly.ts';
import { makeEvent, makeEvents, makeRequest, makeRun, makeRunId } from './events.ts';

const ARRIVAL = { project: 'default', receivedMs: 1_795_000_000_123 };
const readQuickly = createQuickReader();

/** The same, with its fields in the order in which the SDK sends them. */
function inOrder(fields: Record<string, unknown>): Record<string, unknown> {
  const { runs, run, parent, level, resource, events, ...rest } = fields;
  return Array.isArray(runs)
    ? { ...rest, runs: runs.map((run) => inOrder(run as Record<string, unknown>)) }
    : { run, parent, level, resource, events };
}

function quick(request: unknown): Batch | undefined {
  const body = Buffer.isBuffer(request) ? request : Buffer.from(JSON.stringify(request));
  return readQuickly(body, ARRIVAL);
}

function thorough(request: unknown): Batch {
  // Parsed once, as the server does it: a second time would make null of a number that is too large.
  const text = Buffer.isBuffer(request) ? request.toString() : JSON.stringify(request);
  return readBatch(JSON.parse(text), ARRIVAL);
}

const ledger = { id: makeRunId(), time: 5, recorded: 3, delivered: 1, pending: 1, dropped: { a: 1 } };
const parent = makeRunId();
const resource = { version: '1.4.2', tool: 'tällý', ci: 'yes', os: 'linux', terminal: '日本', install: 'i' };

/** All that the SDK says of a run (docs/environment.md), with as many tags as there may be. */
const whole = {
  tool: 'tally',
  version: '1.4.2',
  install: '0'.repeat(32),
  os: 'linux',
  osVersion: '6.1',
  arch: 'x64',
  runtime: 'node',
  runtimeVersion: '20.20.2',
  tty: 'in+out+err',
  nested: 'other-tool',
  ci: 'github-actions',
  ciPr: 'yes',
  ...Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => [`tag.${'k'.repeat(22)}${index + 10}`, 'v'.repeat(40)]),
  ),
  agent: 'claude-code',
  agentSession: '0123456789abcdef',
  installMethod: 'system-package',
  container: 'kubernetes',
  distro: 'opensuse-tumbleweed',
};

test.each<[name: string, request: Record<string, unknown>]>([
  ['one event', makeRequest()],
  ['a ledger', makeRequest({ ledger })],
  ['a second attempt', makeRequest({ attempt: 2 })],
  ['many runs', makeRequest({ runs: [makeRun({ events: makeEvents(4) }), makeRun({ parent }), makeRun()] })],
  [
    'a resource in another order, with fields that have no column',
    makeRequest({ runs: [makeRun({ resource })] }),
  ],
  ['a run of which all is known, with all tags', makeRequest({ runs: [makeRun({ resource: whole })] })],
  [
    'a sample rate',
    makeRequest({
      runs: [
        makeRun({
          events: [
            makeEvent({ sampleRate: 0.1 }),
            makeEvent({ seq: 2, sampleRate: 1 }),
            makeEvent({ seq: 3, sampleRate: 0.000_001_5 }),
          ],
        }),
      ],
    }),
  ],
  ['no props', makeRequest({ runs: [makeRun({ events: [makeEvent({ props: {} })] })] })],
  ['the abandoned run', makeRequest({ runs: [makeRun({ events: [makeEvent({ seq: 2_147_483_647 })] })] })],
])('%s is read as the thorough reader reads it', (_, request) => {
  const body = inOrder(request);
  expect(quick(body)).toEqual(thorough(body));
});

const withEvent = (fields: Record<string, unknown>): unknown =>
  makeRequest({ runs: [makeRun({ events: [makeEvent(), makeEvent({ seq: 2, ...fields })] })] });

const makeFields = (count: number): [string, string][] =>
  Array.from({ length: count }, (_, index) => [`f${index}`, 'v']);

test.each<[name: string, request: unknown]>([
  ['an event that is wrong', withEvent({ name: 'A' })],
  ['seq 0', withEvent({ seq: 0 })],
  ['a time after 2100', withEvent({ time: 9_999_999_999_999 })],
  ['an escape', withEvent({ props: { a: 'x\ny' } })],
  ['a fraction', withEvent({ props: { a: 1.5 } })],
  ['a sample rate of 0', withEvent({ sampleRate: 0 })],
  ['a sample rate above 1', withEvent({ sampleRate: 1.5 })],
  ['a sample rate that is text', withEvent({ sampleRate: '0.1' })],
  [
    'a sample rate spelt otherwise',
    Buffer.from(JSON.stringify(withEvent({ sampleRate: 0.5 })).replace(':0.5', ':0.50')),
  ],
  ['a prop that is null', withEvent({ props: { a: null } })],
  ['a value that is too long', withEvent({ props: { a: 'x'.repeat(8_193) } })],
  [
    'another order',
    makeRequest({ runs: [makeRun({ events: [{ time: 1_795_000_000_000, seq: 1, name: 'a', props: {} }] })] }),
  ],
  ['a run that is wrong', makeRequest({ runs: [makeRun({ level: 'A' })] })],
  ['a resource without a tool', makeRequest({ runs: [makeRun({ resource: { tool: '', version: '1' } })] })],
  [
    'a resource of 41 fields',
    makeRequest({ runs: [makeRun({ resource: { ...whole, ...Object.fromEntries(makeFields(12)) } })] }),
  ],
  ['no runs', makeRequest({ runs: [] })],
  ['a run without events', makeRequest({ runs: [makeRun({ events: [] })] })],
  ['10,001 events', makeRequest({ runs: [makeRun({ events: makeEvents(10_001) })] })],
  ['a list of runs in a string', { format: 1, batch: 'a,"runs":[', attempt: 1, runs: [] }],
  ['a list of runs deeper', { format: 1, batch: 'b', deeper: { a: 1, runs: [makeRun()] }, runs: [] }],
  ['a field behind the runs', { ...makeRequest(), later: 1 }],
  ['a prop twice', Buffer.from(JSON.stringify(makeRequest()).replace('"outcome":', '"command":'))],
  ['spaces', Buffer.from(JSON.stringify(makeRequest(), undefined, 1))],
  ['a body that is cut', Buffer.from(JSON.stringify(makeRequest()).slice(0, -1))],
  ['nothing', Buffer.alloc(0)],
])('%s is left to the thorough reader', (_, request) => {
  expect(quick(request)).toBeUndefined();
});

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('ok', 'a"b', 'c\\d', '\u007f', '\u2028', ''),
  fc.boolean(),
  fc.integer(),
  fc.nat(2 ** 40),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const key = fc.oneof(
  fc.constantFrom(
    'command',
    'outcome',
    'exitCode',
    'durationMs',
    'errorClass',
    '__proto__',
    'toString',
    '12',
  ),
  fc.string(),
);
const props = fc.dictionary(key, value, { maxKeys: 30 });
const event = fc.record({
  seq: fc.oneof(fc.integer({ min: -1, max: 40 }), fc.maxSafeNat()),
  time: fc.oneof(fc.constant(1_795_000_000_000), fc.maxSafeNat()),
  name: fc.constantFrom('command.invocation', 'crash', 'Wrong', 'x'.repeat(81), 'ä', ''),
  props,
  sampleRate: fc.option(
    fc.oneof(fc.double({ min: 0, max: 1.1 }), fc.constantFrom(1, 0.1, 1e-6, 1e-7, '0.5', null, -1)),
    { nil: undefined },
  ),
});
const anyResource = fc
  .dictionary(fc.oneof(fc.constantFrom('os', 'arch', 'runtime'), fc.string()), fc.string(), { maxKeys: 6 })
  .map((fields) => ({ tool: 't', version: '1', ...fields }));
const run = fc
  .record({
    level: fc.constantFrom('usage', 'all', '-'),
    resource: anyResource,
    events: fc.array(event, { maxLength: 4 }),
  })
  .map((fields) => ({ run: makeRunId(), ...fields }));

/** What both say of a body: only what the thorough reader takes whole may be read quickly, and then alike. */
function expectAlike(body: Buffer): void {
  if (!isUtf8(body)) return; // refused before either reads it
  const found = outcomeOf(() => quick(body));
  expect(found).toEqual(found && outcomeOf(() => thorough(body)));
}

function outcomeOf(read: () => Batch | undefined): Batch | string | undefined {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

test('whatever is read quickly is read as the thorough reader reads it', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 3 }), (runs) =>
      expectAlike(Buffer.from(JSON.stringify(makeRequest({ runs })))),
    ),
    { numRuns: 1_000 },
  );
});

test('a body with some bytes changed is read alike, or not quickly', () => {
  const bytes = fc.oneof(fc.constantFrom(...Buffer.from('"\\{}[],:0 \n')), fc.nat(255));
  const runs = [makeRun({ resource }), makeRun({ parent })];
  const sound = Buffer.from(JSON.stringify(inOrder(makeRequest({ ledger, runs }))));
  expect(quick(sound)).toBeDefined();
  const change = fc.tuple(fc.nat(sound.length - 1), bytes, fc.constantFrom(0, 1, 2));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      let body = sound;
      for (const [at, byte, removed] of changes) {
        body = Buffer.concat([body.subarray(0, at), Buffer.of(byte), body.subarray(at + removed)]);
      }
      expectAlike(body);
    }),
    { numRuns: 3_000 },
  );
});
