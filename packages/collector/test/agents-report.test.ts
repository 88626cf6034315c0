import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Report } from '../src/index.ts';
import { renderReport } from '../src/report/render.ts';
import { readReport } from '../src/report/report.ts';
import { createEmbeddedStore } from '../src/store/embedded-store.ts';
import { ensureSchema } from '../src/store/schema.ts';
import type { Store } from '../src/store/store.ts';
import { readBatch } from '../src/wire/batch.ts';
import { EVENT_COLUMNS } from '../src/wire/row.ts';
import { calculateAgents, type Recorded } from './calculate-agents.ts';
import { makeRequest, makeRun, makeRunId } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 5, 3);
const MODELS = ['sonnet', 'opus', 'other-0badf00d'];
const count = fc.oneof(fc.nat(5000), fc.constantFrom(0, 1, 2 ** 40));
const session = { session: fc.constantFrom('s0', 's1', 's2', 's3', 's4'), agent: fc.constantFrom('a', 'b') };
const model = fc.constantFrom(...MODELS);
const durationMs = fc.integer({ min: 1, max: 100_000 });
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

const anyEvent = fc.oneof(
  describeEvent('session.start', { parentSession: optional(fc.constant('p')), resumed: fc.boolean() }),
  describeEvent('session.turn', {
    outcome: fc.constantFrom('ok', 'error', 'interrupted'),
    durationMs,
    firstTokenMs: optional(durationMs),
    model: optional(model),
  }),
  describeEvent('tool.call', {
    tool: fc.constantFrom('read', 'bash'),
    outcome: fc.constantFrom('ok', 'error', 'denied', 'interrupted', 'timeout'),
    durationMs,
    errorKind: optional(fc.constantFrom('not-found', 'eacces')),
  }),
  describeEvent('token.usage', {
    model,
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: optional(count),
    cacheWriteTokens: optional(count),
    reasoningTokens: optional(count),
    costNanos: optional(fc.nat(2 ** 31 - 1)),
    currency: fc.constantFrom('usd', 'eur'),
  }),
  describeEvent('session.error', { errorKind: fc.constantFrom('rate-limit', 'network') }),
  describeEvent('session.end', {
    outcome: fc.constantFrom('ok', 'error', 'interrupted', 'abandoned'),
    durationMs: optional(durationMs),
    turns: count,
  }),
);

test('what the report says of agents is what an independent calculation says', async () => {
  const store = await open();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(1, 0.5, 0.1),
      async (runs, rate) => {
        const recorded = runs.flatMap((events, run) => placeEvents(events, { run, rate }));
        const project = `round-${(round += 1)}`;
        await insert(store, recorded, { token: `${project} first`, project });
        // A courier that did not hear the answer sends some of it again.
        const some = recorded.slice(0, Math.ceil(recorded.length / 2));
        await insert(store, some, { token: `${project} again`, project });
        const { agents } = await readReport(store, project);
        const expected = calculateAgents(recorded);
        expect(withoutTimes(agents)).toEqual(withoutTimes(expected));
        expectClose(listTimes(agents), listTimes(expected));
      },
    ),
    { numRuns: 15 },
  );
});

test('one session over two processes and two weeks is one, and ends as its last part did', async () => {
  const store = await open();
  const of = { session: 'one', agent: 'cody' };
  const first = [
    { name: 'session.start', props: { ...of, resumed: false } },
    { name: 'session.end', props: { ...of, outcome: 'abandoned' } },
  ];
  const second = [
    { name: 'session.start', props: { ...of, resumed: true } },
    { name: 'session.end', props: { ...of, outcome: 'ok', durationMs: 500 } },
  ];
  // The later part arrives first.
  await insert(store, placeEvents(second, { run: 2, rate: 1 }), { token: 'a' });
  await insert(store, placeEvents(first, { run: 0, rate: 1 }), { token: 'b' });
  const { agents } = await readReport(store, 'default');
  expect(agents.sessions).toMatchObject([
    { agent: 'cody', sessions: 1, resumed: 1, outcomes: { ok: 1, abandoned: 0, open: 0 } },
  ]);
  expect(agents.sessions[0]?.p50Ms).toBeCloseTo(500, -1);
});

test('a session that was sampled counts by the part with which it began', async () => {
  const store = await open();
  const recorded = Array.from({ length: 20 }, (_, index) => {
    const of = { session: `s${index}`, agent: 'cody' };
    const begin = { name: 'session.start', props: { ...of, resumed: false } };
    const goOn = { name: 'session.start', props: { ...of, resumed: true } };
    // Of each pair of parts, one was drawn.
    return placeEvents([index % 2 === 0 ? begin : goOn], { run: index, rate: 0.5 });
  });
  await insert(store, recorded.flat(), { token: 'a' });
  expect((await readReport(store, 'default')).agents.sessions).toMatchObject([{ sessions: 20 }]);
});

test('who started what, how it came out, and what was not understood', async () => {
  const store = await open();
  const invoke = (command: string, outcome: string): Drawn => ({
    name: 'command.invocation',
    props: { command, outcome, exitCode: 0, durationMs: 3 },
  });
  const stumble = { name: 'friction', props: { kind: 'unknown-flag', command: 'scan' } };
  const events = [invoke('scan', 'ok'), invoke('scan', 'usage-error'), invoke('scan', 'help'), stumble];
  const person = placeEvents(events, { run: 1, rate: 1 });
  const agent = placeEvents([invoke('scan', 'ok'), invoke('push', 'crash')], { run: 2, rate: 1 });
  await insert(store, person, { token: 'p', resource: { startedBy: 'person' } });
  await insert(store, agent, {
    token: 'a',
    resource: { agent: 'claude-code', startedBy: 'agent', tty: 'none' },
  });
  await insert(store, agent, {
    token: 'again',
    resource: { agent: 'claude-code', startedBy: 'agent', tty: 'none' },
  });
  const old = placeEvents([invoke('scan', 'interrupted')], { run: 4, rate: 1 });
  await insert(store, old, { token: 'o', resource: {} });
  const report = await readReport(store, 'default');
  expect(report.starters).toEqual([
    { startedBy: 'person', agent: '', runs: 3, failures: 1 },
    { startedBy: 'agent', agent: 'claude-code', runs: 2, failures: 1 },
    { startedBy: '', agent: '', runs: 1, failures: 0 },
  ]);
  expect(report.outcomes).toEqual([
    { command: 'scan', outcomes: { ok: 2, 'usage-error': 1, help: 1, interrupted: 1 } },
    { command: 'push', outcomes: { crash: 1 } },
  ]);
  expect(report.friction).toEqual([{ kind: 'unknown-flag', command: 'scan', count: 1 }]);
  // Who asks for help, or stops a command, has not failed.
  expect(report.commands.find(({ command }) => command === 'scan')).toMatchObject({ runs: 5, failures: 1 });
});

test('a summary counts as the runs that it stands for, and its copies do not', async () => {
  const store = await open();
  const summary = {
    name: 'command.summary',
    props: {
      command: 'scan',
      count: 101,
      ok: 90,
      errors: 4,
      usageErrors: 3,
      interrupted: 1,
      crashes: 2,
      durationMs: 100 * 20 + 5000,
      longestMs: 5000,
      spanMs: 60_000,
    },
  };
  const invocation = {
    name: 'command.invocation',
    props: { command: 'scan', outcome: 'crash', exitCode: 1, durationMs: 20 },
  };
  const resource = { startedBy: 'agent', agent: 'cody' };
  const recorded = placeEvents([summary], { run: 1, rate: 1 });
  await insert(store, recorded, { token: 'a', resource });
  await insert(store, recorded, { token: 'again', resource });
  await insert(store, placeEvents([invocation], { run: 4, rate: 1 }), { token: 'i', resource });
  const report = await readReport(store, 'default');
  expect(report.commands).toMatchObject([{ command: 'scan', runs: 102, failures: 10 }]);
  expectClose([report.commands[0]?.p50Ms ?? null, report.commands[0]?.p95Ms ?? null], [20, 20]);
  expect(report.outcomes).toEqual([
    {
      command: 'scan',
      outcomes: { ok: 90, error: 4, 'usage-error': 3, crash: 3, interrupted: 1, 'help-or-version': 1 },
    },
  ]);
  expect(report.starters).toEqual([{ startedBy: 'agent', agent: 'cody', runs: 102, failures: 10 }]);
  expect(report.versions).toMatchObject([{ version: '1', runs: 102, failures: 10 }]);
  expect(report).toMatchObject({ isEstimated: false, totals: { runs: 102, events: 2, stored: 2 } });
});

test('a summary says nothing of how long those took that have no duration', async () => {
  const store = await open();
  const summary = (command: string, props: object): Drawn => {
    return { name: 'command.summary', props: { command, count: 100, ok: 100, ...props } };
  };
  const summaries = [
    // One of a hundred was not long-lived.
    summary('watch', { timed: 1, durationMs: 900, longestMs: 900 }),
    summary('serve', { timed: 0 }),
    summary('scan', { timed: 10, durationMs: 10 * 50, longestMs: 50 }),
    summary('list', { timed: 1e9, durationMs: 100 * 20, longestMs: 20 }),
    summary('push', { durationMs: 100 * 20, longestMs: 20 }),
  ];
  await insert(store, placeEvents(summaries, { run: 0, rate: 1 }), { token: 's' });
  const { commands } = await readReport(store, 'default');
  const timesOf = (name: string): (number | null)[] =>
    commands.filter(({ command }) => command === name).flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]);
  const names = ['watch', 'serve', 'scan', 'list', 'push'];
  expectClose(names.flatMap(timesOf), [900, 900, null, null, 50, 50, 20, 20, 20, 20]);
  expect(commands.map(({ runs }) => runs)).toEqual([100, 100, 100, 100, 100]);
});

test('a summary that was sampled, or that says what cannot be, counts as far as it can', async () => {
  const store = await open();
  const summary = (command: string, props: object): Drawn => ({
    name: 'command.summary',
    props: { command, ...props },
  });
  const sampled = summary('scan', { count: 3, ok: 2, errors: 1, durationMs: 60, longestMs: 40 });
  await insert(store, placeEvents([sampled], { run: 0, rate: 0.5 }), { token: 's' });
  const wrong = [
    summary('list', { count: 2 ** 53, errors: 1e300, durationMs: 5, longestMs: 1e9 }),
    summary('list', { count: 0, crashes: 7, longestMs: -1 }),
    summary('list', {}),
  ];
  await insert(store, placeEvents(wrong, { run: 1, rate: 1 }), { token: 'w' });
  const { commands, totals } = await readReport(store, 'default');
  expect(commands.find(({ command }) => command === 'scan')).toMatchObject({ runs: 6, failures: 2 });
  const list = commands.find(({ command }) => command === 'list');
  expect(list?.failures).toBeLessThanOrEqual(list?.runs ?? 0);
  expect(totals.stored).toBe(4);
});

test('events that were stored before anybody asked who started them say so, too', async () => {
  const store = await open();
  const props = { command: 'scan', outcome: 'ok', exitCode: 0, durationMs: 3 };
  const recorded = placeEvents([{ name: 'command.invocation', props }], { run: 0, rate: 1 });
  // As the table was in the version before.
  await store.command('ALTER TABLE events DROP COLUMN started_by, DROP COLUMN agent');
  await insert(store, recorded, { token: 'a', resource: { startedBy: 'ci' } });
  await ensureSchema(store);
  const { starters } = await readReport(store, 'default');
  expect(starters).toEqual([{ startedBy: 'ci', agent: '', runs: 1, failures: 0 }]);
});

test('of events that are erased nothing stays in the report, nor in its tables', async () => {
  const store = await open();
  const props = { session: 's', agent: 'cody', resumed: false };
  const recorded = placeEvents([{ name: 'session.start', props }], { run: 0, rate: 1 });
  await insert(store, recorded, { token: 'a' });
  expect((await readReport(store, 'default')).agents.sessions).toHaveLength(1);
  await store.command('ALTER TABLE events DELETE WHERE 1 SETTINGS mutations_sync = 2');
  expect((await readReport(store, 'default')).agents.sessions).toEqual([]);
  const left = ['rollup_sessions', 'rollup_details', 'rollup_outcomes'].map(
    async (table) => (await store.query(`SELECT week FROM ${table}`)).length,
  );
  expect(await Promise.all(left)).toEqual([0, 0, 0]);
});

test('numbers that no honest sender sends break nothing', async () => {
  const store = await open();
  const of = { session: 's', agent: 'a"}\u001b[31m', model: 'm' };
  const nonsense = { inputTokens: -5, outputTokens: 1e300, cacheReadTokens: 'many', reasoningTokens: true };
  await insert(
    store,
    placeEvents(
      [
        { name: 'token.usage', props: { ...of, ...nonsense, costNanos: 1e18, currency: 'usd' } },
        { name: 'session.turn', props: { ...of, outcome: 'ok', durationMs: -1, firstTokenMs: 1e300 } },
        { name: 'session.end', props: { ...of, outcome: 'never heard of' } },
      ],
      { run: 0, rate: 1 },
    ),
    { token: 'a' },
  );
  const report = await readReport(store, 'default');
  expect(report.agents.tokens).toEqual([
    {
      model: 'm',
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
      costs: { USD: 0 },
    },
  ]);
  expect(report.agents.sessions).toMatchObject([{ agent: of.agent, sessions: 1 }]);
  // oxlint-disable-next-line no-control-regex
  expect(renderReport(report)).not.toMatch(/\u001b/);
});

test('the text has a table for each, and none of them where there are no agents', async () => {
  const store = await open();
  expect(renderReport(await readReport(store, 'default'))).not.toMatch(/Sessions|Tokens|Turns|Tools/);
  const of = { session: 's', agent: 'cody' };
  const events = [
    { name: 'session.start', props: { ...of, resumed: false } },
    {
      name: 'session.turn',
      props: { ...of, outcome: 'ok', durationMs: 100, firstTokenMs: 20, model: 'opus' },
    },
    {
      name: 'tool.call',
      props: { ...of, tool: 'bash', outcome: 'error', errorKind: 'enoent', durationMs: 9 },
    },
    {
      name: 'token.usage',
      props: {
        ...of,
        model: 'opus',
        inputTokens: 2000,
        outputTokens: 3,
        costNanos: 12_345_678,
        currency: 'usd',
      },
    },
    { name: 'session.end', props: { ...of, outcome: 'abandoned' } },
  ];
  await insert(store, placeEvents(events, { run: 0, rate: 1 }), { token: 'a' });
  const text = renderReport(await readReport(store, 'default'));
  expect(text).toMatch(/Sessions\n.*\n {2}cody +1 +0 +0 +abandoned 1/);
  expect(text).toMatch(/Tokens: 0\.01 USD in all\n.*\n {2}opus +2,000 +0 +0 +3 +0 +0\.01 USD/);
  expect(text).toMatch(/Turns\n.*\n {2}opus +1 +0 +\S+ ms +\S+ ms +\S+ ms +\S+ ms/);
  expect(text).toMatch(/Tools\n.*\n {2}bash +1 +1 +0 .* enoent 1/);
});

type Drawn = { readonly name: string; readonly props: Readonly<Record<string, unknown>> };

function describeEvent(name: string, fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Drawn> {
  return fc.record({ name: fc.constant(name), props: fc.record({ ...session, ...fields }) });
}

/** Each run is of another of three weeks, and later than the runs before it in that week. */
function placeEvents(events: readonly Drawn[], of: { run: number; rate: number }): Recorded[] {
  const startMs = NOW + (of.run % 3) * WEEK_MS + of.run * 1000;
  const run = makeRunId(startMs);
  return events.map(({ name, props }, index) => {
    const given = Object.entries(props).filter(([, value]) => value !== undefined);
    return {
      run,
      seq: index + 1,
      time: startMs + index,
      name,
      props: Object.fromEntries(given) as Recorded['props'],
      sampleRate: of.rate,
    };
  });
}

async function open(): Promise<Store> {
  const store = await createEmbeddedStore(join(makeTempFolder(), 'store'));
  onTestFinished(() => store.close());
  await ensureSchema(store);
  return store;
}

type InsertAs = {
  readonly token: string;
  readonly project?: string;
  readonly resource?: Readonly<Record<string, string>>;
};

async function insert(
  store: Store,
  recorded: readonly Recorded[],
  { token, project = 'default', resource = {} }: InsertAs,
): Promise<void> {
  const runs = recorded.map(({ run, ...event }) =>
    makeRun({ run, resource: { tool: 'cody', version: '1', ...resource }, events: [event] }),
  );
  const { rows, rejected } = readBatch(makeRequest({ runs }), { project, receivedMs: NOW });
  expect(rejected).toEqual([]);
  const result = await store.insert({ table: 'events', columns: EVENT_COLUMNS, rows, token });
  expect(result).toEqual({ outcome: 'stored' });
}

type Timed = Report['agents'];

/** What is within 1 % is compared apart. */
function withoutTimes(agents: Timed): unknown {
  return JSON.parse(JSON.stringify(agents, (key, value: unknown) => (/P?(50|95)Ms$/.test(key) ? 0 : value)));
}

function listTimes(agents: Timed): (number | null)[] {
  const times: (number | null)[] = [];
  JSON.stringify(agents, (key, value: unknown) => {
    if (/P?(50|95)Ms$/.test(key)) times.push(value as number | null);
    return value;
  });
  return times;
}

function expectClose(found: readonly (number | null)[], expected: readonly (number | null)[]): void {
  const isClose = (time: number | null, right: number | null): boolean =>
    time === null || right === null ? time === right : Math.abs(time - right) <= right * 0.012;
  const far = found.filter((time, index) => !isClose(time, expected[index] ?? null));
  expect(far).toEqual([]);
}
