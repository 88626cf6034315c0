import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { difference, type Account } from '../harness/account.ts';
import { openCollector } from '../harness/collector.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import {
  forwardTo,
  startFaultServer,
  type Answer,
  type Backend,
  type Received,
} from '../harness/fault-server.ts';
import { parsePost, textOf } from '../harness/inbox.ts';
import type { Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureOptions, FixtureSink } from '../harness/settings.ts';
import { test } from '../harness/test.ts';
import { waitFor } from '../harness/wait-for.ts';

const PROCESSES = 10;
/** Of each process: every 125th is an error. */
const EVENTS = 1000;
const ERRORS = PROCESSES * (EVENTS / 125);
const ALL = PROCESSES * EVENTS;
const KEY = '0123456789abcdef0123456789abcdef';
/** Two sinks ask for a pause of a second or two. */
const DEADLINE_MS = 120_000;

/** A place that events go to, and how it fails. */
type Far = {
  readonly sink: FixtureSink;
  /** How many different events it has taken. */
  readonly taken: () => Promise<number>;
  /** What its account must say was dropped: known beforehand, or by what it refused. */
  readonly dropped: () => Readonly<Record<string, number>>;
  readonly pending?: number;
};

type Closing = (close: () => Promise<void> | void) => void;

test(
  'the same 10,000 events go to all sinks at once, while each fails in its own way',
  { timeout: 240_000 },
  async ({ place, onTestFinished }) => {
    const fars = await openAll(place, onTestFinished);
    const options: FixtureOptions = {
      sinks: fars.map(({ sink }) => sink),
      delivery: { intervalMs: 24 * 60 * 60 * 1000 },
    };
    // Nothing is sent before all is recorded: which events are in the first request is known then.
    const env = { CODEX_SANDBOX_NETWORK_DISABLED: '1' };
    const record = { fixture: 'everywhere.mjs', args: ['record', String(EVENTS)], options, env };
    await Promise.all(Array.from({ length: PROCESSES }, () => runTool(place, record)));
    await waitForCouriers(place.root);
    const accounts = await flushUntilDone(place, options);

    for (const { sink, taken, dropped: listDropped, pending = 0 } of fars) {
      const dropped = listDropped();
      const name = String(sink[1]['name']);
      const account = accounts[name];
      if (account === undefined) throw new Error(`no account of ${name}`);
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      expect({ name, ...account }).toMatchObject({
        name,
        recorded: ALL,
        delivered: ALL - lost - pending,
        pending,
        dropped,
      });
      expect(difference(account)).toBe(0);
      expect({ name, taken: await taken() }).toEqual({ name, taken: account.delivered });
    }
  },
);

/** Until nothing waits but for the place that is never there. In between, its folder is made, and pauses that were asked for pass. */
async function flushUntilDone(place: Place, options: FixtureOptions): Promise<Record<string, Account>> {
  let accounts: Record<string, Account> = {};
  await waitFor(
    'all places but the dead one',
    async () => {
      const run = { fixture: 'everywhere.mjs', args: ['flush'], options };
      const { stdout, stderr } = await runTool(place, run);
      expect(stderr).toBe('');
      accounts = JSON.parse(stdout) as Record<string, Account>;
      mkdirSync(join(place.root, 'later'), { recursive: true });
      return Object.entries(accounts).every(([name, { pending }]) => name === 'dead' || pending === 0);
    },
    DEADLINE_MS,
  );
  return accounts;
}

async function openAll(place: Place, closing: Closing): Promise<readonly Far[]> {
  return [
    await openCollectorThatIsCutOff(closing),
    await openHttpThatBreaks(closing),
    await openHttpThatThrottles(closing),
    await openHttpThatRefuses(closing),
    openFileWithoutFolder(place),
    await openSentryThatLimits(closing),
    await openOtlpThatTakesAPart(closing),
    await openPosthogOverQuota(closing),
    await openDatadogThatTakesLittle(closing),
    openNobody(),
  ];
}

/** The far end has the events, and the answer is lost on its way: they come again, and are known. */
async function openCollectorThatIsCutOff(closing: Closing): Promise<Far> {
  const collector = await openCollector();
  const server = await startFaultServer(forwardTo(collector.url));
  closing(async () => {
    await server.close();
    await collector.close();
  });
  server.setFault('cut');
  const heal = setInterval(() => server.requests() >= 2 && server.setFault('none'), 5);
  closing(() => clearInterval(heal));
  return {
    sink: ['collector', { name: 'collector', url: server.url, key: collector.key }],
    dropped: () => ({}),
    taken: async () => {
      const [row] = await collector.query<{ events: string }>('SELECT count() AS events FROM events FINAL');
      return Number(row?.events);
    },
  };
}

async function openHttpThatBreaks(closing: Closing): Promise<Far> {
  const far = await openServer(closing, [500, 502, 500]);
  return {
    sink: ['http', { name: 'broken', url: far.url }],
    dropped: () => ({}),
    taken: async () => far.ids(idsOfPost),
  };
}

async function openHttpThatThrottles(closing: Closing): Promise<Far> {
  const far = await openServer(closing, [429, 429], { headers: { 'retry-after': '1' } });
  const options = { name: 'throttled', url: far.url, format: 'ndjson', filter: { only: ['scan.*'] } };
  return {
    sink: ['http', options],
    dropped: () => ({ filtered: ERRORS }),
    taken: async () => far.ids(idsOfPost),
  };
}

/** Errors go first, in batches of their own: it refuses the first of those. */
async function openHttpThatRefuses(closing: Closing): Promise<Far> {
  const far = await openServer(closing, [400]);
  return {
    sink: ['http', { name: 'refusing', url: far.url }],
    dropped: () => ({ rejected_status_400: far.ids(idsOfPost, ({ status }) => status === 400) }),
    taken: async () => far.ids(idsOfPost),
  };
}

function openFileWithoutFolder(place: Place): Far {
  const path = join(place.root, 'later', 'events.ndjson');
  const lines = (): string[] => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []);
  return {
    sink: ['file', { name: 'file', path }],
    dropped: () => ({}),
    taken: async () => new Set(lines().map((line) => (JSON.parse(line) as { id: string }).id)).size,
  };
}

async function openSentryThatLimits(closing: Closing): Promise<Far> {
  const limit = { 'x-sentry-rate-limits': '1:error:organization' };
  const far = await openServer(closing, [200, 429], { headers: limit });
  const idsOf = (text: string): string[] => {
    const lines = text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    return lines[1]?.['type'] === 'event' ? [String(lines[0]?.['event_id'])] : [];
  };
  const dsn = `${far.url.replace('http://', `http://${KEY}@`)}/7`;
  return {
    sink: ['sentry', { name: 'sentry', dsn, sessions: false }],
    dropped: () => ({ rejected_not_an_error: ALL - ERRORS }),
    taken: async () => far.ids(({ text }) => idsOf(text)),
  };
}

/** It takes a request and refuses seven records of it, without saying which; then it is busy once. */
async function openOtlpThatTakesAPart(closing: Closing): Promise<Far> {
  const refused = 7;
  const partial = JSON.stringify({
    partialSuccess: { rejectedLogRecords: String(refused), errorMessage: 'no' },
  });
  const far = await openServer(closing, [
    { status: 200, body: partial },
    { status: 503, body: '' },
  ]);
  type Logs = { resourceLogs: { scopeLogs: { logRecords: { attributes: Attribute[] }[] }[] }[] };
  type Attribute = { key: string; value: { stringValue?: string } };
  const idsOf = (text: string): string[] =>
    (JSON.parse(text) as Logs).resourceLogs
      .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
      .map(
        ({ attributes }) => attributes.find(({ key }) => key === 'log.record.uid')?.value.stringValue ?? '',
      );
  return {
    sink: ['otlp', { name: 'otlp', url: far.url, protocol: 'http/json' }],
    dropped: () => ({ rejected_partial_success: refused }),
    taken: async () =>
      far.ids(({ text, answer }) => {
        const ids = idsOf(text);
        return answer.body === partial ? ids.slice(0, -refused) : ids;
      }),
  };
}

/** It says that it has the first request, and that it has thrown away what is in it. */
async function openPosthogOverQuota(closing: Closing): Promise<Far> {
  const taken: Answer = { status: 200, body: '{"status":"Ok"}' };
  const quota: Answer = { status: 200, body: '{"status":"Ok","quota_limited":["events"]}' };
  const far = await openServer(closing, [quota], { last: taken });
  const idsOf = (text: string): string[] =>
    (JSON.parse(text) as { batch: { uuid: string }[] }).batch.map(({ uuid }) => uuid);
  return {
    sink: ['posthog', { name: 'posthog', key: `phc_${KEY}`, host: far.url }],
    dropped: () => ({
      rejected_quota_limited: far.ids(
        ({ text }) => idsOf(text),
        (answer) => answer === quota,
      ),
    }),
    taken: async () =>
      far.ids(
        ({ text }) => idsOf(text),
        (answer) => answer === taken,
      ),
  };
}

/** What is too large for it goes in halves. */
async function openDatadogThatTakesLittle(closing: Closing): Promise<Far> {
  const far = await openServer(closing, [], {
    last: ({ body }) => (body.length > 20_000 ? { status: 413, body: '' } : { status: 202, body: '{}' }),
  });
  return {
    sink: ['datadog', { name: 'datadog', key: KEY, url: `${far.url}/api/v2/logs` }],
    dropped: () => ({}),
    taken: async () =>
      far.ids(({ text }) => (JSON.parse(text) as { evt: { id: string } }[]).map(({ evt }) => evt.id)),
  };
}

/** Nobody listens on port 1. */
function openNobody(): Far {
  return {
    sink: ['http', { name: 'dead', url: 'http://127.0.0.1:1/' }],
    dropped: () => ({}),
    pending: ALL,
    taken: async () => 0,
  };
}

/** What was posted, and what was answered. */
type Taken = { readonly request: Received; readonly text: string; readonly answer: Answer };

function idsOfPost({ request }: Taken): string[] {
  return parsePost(request).map(({ id }) => id);
}

type Server = {
  readonly url: string;
  /** How many different events were in the requests that were answered so, by their ids. */
  readonly ids: (idsOf: (one: Taken) => readonly string[], isMeant?: (answer: Answer) => boolean) => number;
};

const isYes = ({ status }: Answer): boolean => status < 300;

/** A server that answers its first requests as it is told, and all others with `last`. */
async function openServer(
  closing: Closing,
  first: readonly (Answer | number)[],
  { headers = {}, last = { status: 200, body: '' } }: { headers?: Record<string, string>; last?: Last } = {},
): Promise<Server> {
  const all: Taken[] = [];
  const backend: Backend = async (request) => {
    const planned = first[all.length];
    const usual = typeof last === 'function' ? last(request) : last;
    const answer = typeof planned === 'number' ? { status: planned, body: '', headers } : (planned ?? usual);
    all.push({ request, text: textOf(request), answer });
    return answer;
  };
  const server = await startFaultServer(backend);
  closing(() => server.close());
  const ids: Server['ids'] = (idsOf, isMeant = isYes) =>
    new Set(all.filter(({ answer }) => isMeant(answer)).flatMap(idsOf)).size;
  return { url: server.url, ids };
}

type Last = Answer | ((request: Received) => Answer);
