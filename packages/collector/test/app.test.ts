import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createApp, type AppParts } from '../src/http/app.ts';
import { createErasedIds } from '../src/erasure/erased-ids.ts';
import { createIngest } from '../src/ingest/ingest.ts';
import { createMemoryBudget } from '../src/ingest/memory-budget.ts';
import { MAX_BODY_BYTES } from '../src/limits.ts';
import type { Frame } from '../src/log/frame.ts';
import { RequestError } from '../src/wire/request-error.ts';
import { makeEvent, makeEvents, makeRequest, makeRun, makeRunId } from './events.ts';

const JSON_HEADERS = { authorization: 'Bearer right', 'content-type': 'application/json' };

/** The app over a log that is a list. */
function createTestApp(
  changes: Partial<AppParts> & { append?: (frames: readonly Frame[]) => Promise<void> } = {},
) {
  const frames: Frame[] = [];
  const logged: string[] = [];
  const budget = createMemoryBudget(64 * 1024 * 1024);
  const logger = (_: string, message: string): void => void logged.push(message);
  const append = changes.append ?? (async (added) => void frames.push(...added));
  const app = createApp({
    keys: {
      projectOf: (key) => (key === 'right' ? 'default' : undefined),
      mayRead: (key) => key === 'reader',
      projects: () => ['default'],
    },
    ingest: createIngest({
      append,
      erased: createErasedIds(),
      findKnown: async () => new Set(),
      budget,
      logger,
      now: () => 1_795_000_000_000,
    }),
    report: async () => ({ project: 'default' }) as never,
    lowering: () => null,
    erasure: {
      request: async () => ({ receipt: 'r', state: 'requested' }),
      stateOf: async () => undefined,
      list: async () => [],
    },
    refusal: () => undefined,
    health: () => ({ backlogBytes: 0 }),
    budget,
    bodyDeadlineMs: 5_000,
    logger,
    ...changes,
  });
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    Promise.resolve(
      app.request('/v1/events', {
        method: 'POST',
        headers: { ...JSON_HEADERS, ...headers },
        body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    );
  return { app, post, frames, logged };
}

async function errorOf(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message.length).toBeGreaterThan(10);
  return [response.status, error.code];
}

const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
const unterminated = gzipSync(JSON.stringify(makeRequest())).subarray(0, 60);

test.each<[name: string, body: unknown, headers: Record<string, string>, ...expected: [number, string]]>([
  ['no key', makeRequest(), { authorization: '' }, 401, 'unauthorized'],
  ['an unknown key', makeRequest(), { authorization: 'Bearer wrong' }, 401, 'unauthorized'],
  ['a key of another scheme', makeRequest(), { authorization: 'Basic right' }, 401, 'unauthorized'],
  ['the read key', makeRequest(), { authorization: 'Bearer reader' }, 401, 'unauthorized'],
  ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
  ['no type', makeRequest(), { 'content-type': '' }, 415, 'unsupported_media_type'],
  ['an unknown coding', makeRequest(), { 'content-encoding': 'br' }, 415, 'unsupported_media_type'],
  ['plain bytes called gzip', makeRequest(), { 'content-encoding': 'gzip' }, 400, 'invalid_encoding'],
  ['gzip that is cut', unterminated, { 'content-encoding': 'gzip' }, 400, 'invalid_encoding'],
  ['gzip that is not called so', gzipSync('{}'), {}, 400, 'invalid_encoding'],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), {}, 400, 'invalid_encoding'],
  ['an empty body', '', {}, 400, 'invalid_json'],
  ['JSON that is cut', '{"format":1', {}, 400, 'invalid_json'],
  ['a string', '"hello"', {}, 400, 'invalid_envelope'],
  ['null', 'null', {}, 400, 'invalid_envelope'],
  ['a list', '[]', {}, 400, 'invalid_envelope'],
  ['another format', makeRequest({ format: 2 }), {}, 400, 'invalid_envelope'],
  ['no batch', makeRequest({ batch: undefined }), {}, 400, 'invalid_envelope'],
  ['attempt 0', makeRequest({ attempt: 0 }), {}, 400, 'invalid_envelope'],
  ['no runs', makeRequest({ runs: undefined }), {}, 400, 'invalid_envelope'],
  ['a run that is a string', makeRequest({ runs: ['x'] }), {}, 400, 'invalid_envelope'],
  [
    'a run without events',
    makeRequest({ runs: [{ ...makeRun(), events: undefined }] }),
    {},
    400,
    'invalid_envelope',
  ],
  ['a ledger that is a number', makeRequest({ ledger: 1 }), {}, 400, 'invalid_envelope'],
  ['a ledger without counts', makeRequest({ ledger: { id: makeRunId() } }), {}, 400, 'invalid_envelope'],
  [
    '10,001 events',
    makeRequest({ runs: [makeRun({ events: makeEvents(10_001).map(() => 0) })] }),
    {},
    413,
    'body_too_large',
  ],
  ['a body over 1 MiB', Buffer.alloc(MAX_BODY_BYTES + 1, 0x20), {}, 413, 'body_too_large'],
  ['a gzip bomb', bomb, { 'content-encoding': 'gzip' }, 413, 'body_too_large'],
])('%s is refused as a whole', async (...row) => {
  const [, body, headers, ...expected] = row;
  const { post, frames } = createTestApp();
  expect(await errorOf(await post(body, headers))).toEqual(expected);
  expect(frames).toEqual([]);
});

test('a length over the limit is refused before the body is read', async () => {
  const { app } = createTestApp();
  let pulled = 0;
  const body = new ReadableStream({ pull: () => void (pulled += 1) }, { highWaterMark: 0 });
  const headers = { ...JSON_HEADERS, 'content-length': '2000000' };
  const request = new Request('http://x/v1/events', {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  });
  expect(await errorOf(await app.request(request))).toEqual([413, 'body_too_large']);
  expect(pulled).toBe(0);
});

test('a fat head that is repeated by many events is refused before it fills the memory', async () => {
  const fields = Array.from({ length: 62 }, (_, index) => [`field${index}`, 'x'.repeat(256)]);
  const resource = Object.fromEntries([['tool', 't'], ['version', '1'], ...fields]);
  const events = makeEvents(3_000).map((event) => ({ ...event, props: {} }));
  const { post, frames } = createTestApp();
  expect(await errorOf(await post(makeRequest({ runs: [makeRun({ resource, events })] })))).toEqual([
    413,
    'body_too_large',
  ]);
  expect(frames).toEqual([]);
});

const manyProps = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`p${index}`, 1]));

test.each<[name: string, event: unknown, reason: string]>([
  ['a number', 5, 'invalid_event'],
  ['null', null, 'invalid_event'],
  ['a list', [], 'invalid_event'],
  ['no name', makeEvent({ name: undefined }), 'invalid_name'],
  ['an upper-case name', makeEvent({ name: 'Command.invocation' }), 'invalid_name'],
  ['a name with a space', makeEvent({ name: 'command. x' }), 'invalid_name'],
  ['a name of 81 characters', makeEvent({ name: `a.${'b'.repeat(79)}` }), 'invalid_name'],
  ['seq 0', makeEvent({ seq: 0 }), 'invalid_seq'],
  ['seq 1.5', makeEvent({ seq: 1.5 }), 'invalid_seq'],
  ['seq as a string', makeEvent({ seq: '1' }), 'invalid_seq'],
  ['seq that JavaScript cannot keep', makeEvent({ seq: 2 ** 53 }), 'invalid_seq'],
  ['no time', makeEvent({ time: undefined }), 'invalid_time'],
  ['a time as a string', makeEvent({ time: '2026-01-01' }), 'invalid_time'],
  ['a time before 1970', makeEvent({ time: -1 }), 'invalid_time'],
  ['a time after 2100', makeEvent({ time: Date.UTC(2100, 0, 1) }), 'invalid_time'],
  ['a sample rate of 0', makeEvent({ sampleRate: 0 }), 'invalid_sample_rate'],
  ['a sample rate above 1', makeEvent({ sampleRate: 1.01 }), 'invalid_sample_rate'],
  ['a sample rate below a millionth', makeEvent({ sampleRate: 1e-7 }), 'invalid_sample_rate'],
  ['a sample rate as a string', makeEvent({ sampleRate: '0.5' }), 'invalid_sample_rate'],
  ['no props', makeEvent({ props: undefined }), 'invalid_props'],
  ['props as a list', makeEvent({ props: [] }), 'invalid_props'],
  ['a null', makeEvent({ props: { a: null } }), 'invalid_props'],
  ['nesting', makeEvent({ props: { a: { b: 1 } } }), 'invalid_props'],
  ['65 props', makeEvent({ props: manyProps }), 'invalid_props'],
  ['an empty prop name', makeEvent({ props: { '': 1 } }), 'invalid_props'],
  ['a prop name of 65 characters', makeEvent({ props: { ['k'.repeat(65)]: 1 } }), 'invalid_props'],
  ['a value of 8,193 characters', makeEvent({ props: { a: 'x'.repeat(8_193) } }), 'invalid_props'],
])('an event with %s is rejected alone', async (_, event, reason) => {
  const { post } = createTestApp();
  const run = makeRun({ events: [makeEvent({ seq: 7 }), event, makeEvent({ seq: 8 })] });
  const response = await post(makeRequest({ runs: [run] }));
  const answer = (await response.json()) as { accepted: number; rejected: { id: string; reason: string }[] };
  expect([response.status, answer.accepted, answer.rejected.length]).toEqual([200, 2, 1]);
  expect(answer.rejected[0]).toMatchObject({ reason });
});

test('a number that only JSON can write is rejected', async () => {
  const { post } = createTestApp();
  const body = JSON.stringify(makeRequest()).replace('"durationMs":40', '"durationMs":1e999');
  expect(await (await post(body)).json()).toMatchObject({
    accepted: 0,
    rejected: [{ reason: 'invalid_props' }],
  });
});

test.each<[name: string, fields: Record<string, unknown>]>([
  ['no run id', { run: undefined }],
  ['a short run id', { run: '01JD8Z' }],
  ['a run id with a letter that base 32 lacks', { run: '01JD8Z7A1BCDEFGHJKMNPQRSTU' }],
  ['a parent that is no id', { parent: 'x' }],
  ['no level', { level: undefined }],
  ['no resource', { resource: undefined }],
  ['no tool', { resource: { version: '1' } }],
  ['no version', { resource: { tool: 't' } }],
  ['a resource that nests', { resource: { tool: 't', version: '1', os: {} } }],
  ['a resource value of 257 characters', { resource: { tool: 't', version: '1', os: 'x'.repeat(257) } }],
])('a run with %s has all its events rejected', async (_, fields) => {
  const { post } = createTestApp();
  const runs = [makeRun({ ...fields, events: makeEvents(3) }), makeRun()];
  const answer = (await (await post(makeRequest({ runs }))).json()) as {
    accepted: number;
    rejected: { reason: string }[];
  };
  expect(answer.accepted).toBe(1);
  expect(answer.rejected.map(({ reason }) => reason)).toEqual(Array(3).fill('invalid_run'));
});

test('the answer names duplicates, also within one request, and adds up', async () => {
  const { post } = createTestApp();
  const run = makeRunId();
  const runs = [
    makeRun({ run, events: [...makeEvents(3), makeEvent({ seq: 2 }), makeEvent({ seq: 9, name: '!' })] }),
  ];
  const rejected = [{ id: `${run}.9`, reason: 'invalid_name' }];
  expect(await (await post(makeRequest({ runs }))).json()).toEqual({
    accepted: 3,
    duplicates: [`${run}.2`],
    rejected,
    lower: null,
  });
  const duplicates = [1, 2, 3, 2].map((seq) => `${run}.${seq}`);
  expect(await (await post(makeRequest({ runs }))).json()).toEqual({
    accepted: 0,
    duplicates,
    rejected,
    lower: null,
  });
});

test('gzip is taken, and unknown fields of the envelope are ignored', async () => {
  const { post, frames } = createTestApp();
  const body = gzipSync(JSON.stringify(makeRequest({ later: { nested: true } })));
  const response = await post(body, {
    'content-encoding': 'gzip',
    'content-type': 'application/json; charset=utf-8',
  });
  expect(await response.json()).toEqual({ accepted: 1, duplicates: [], rejected: [], lower: null });
  expect(frames).toHaveLength(1);
});

test('no runs are no events', async () => {
  const { post, frames } = createTestApp();
  expect(await (await post(makeRequest({ runs: [] }))).json()).toEqual({
    accepted: 0,
    duplicates: [],
    rejected: [],
    lower: null,
  });
  expect(frames).toEqual([]);
});

test('a log that cannot be written answers 503, and the event is not a duplicate afterwards', async () => {
  let isBroken = true;
  const { post, logged } = createTestApp({
    append: async () => {
      if (isBroken) throw new Error('ENOSPC');
    },
  });
  const request = makeRequest();
  const refused = await post(request);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await errorOf(refused)).toEqual([503, 'unavailable']);
  expect(logged).toEqual(['The log could not be written.']);
  isBroken = false;
  expect(await (await post(request)).json()).toMatchObject({ accepted: 1, duplicates: [] });
});

test.each<[code: 'slow_down' | 'unavailable', status: number]>([
  ['slow_down', 429],
  ['unavailable', 503],
])('back-pressure: %s', async (code, status) => {
  const { app, post } = createTestApp({ refusal: () => new RequestError(code, 'There is too much of it.') });
  const response = await post(makeRequest());
  expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await errorOf(response)).toEqual([status, code]);
  const health = await app.request('/healthz');
  expect([health.status, await health.json()]).toEqual([503, { status: code, backlogBytes: 0 }]);
});

test('requests that together hold too much memory are refused', async () => {
  const { post } = createTestApp({ budget: createMemoryBudget(100) });
  expect(await errorOf(await post(makeRequest()))).toEqual([503, 'unavailable']);
});

test('a bug is 500, without its message', async () => {
  const { app } = createTestApp({ report: () => Promise.reject(new Error('secret')) });
  const response = await app.request('/v1/report', { headers: { authorization: 'Bearer reader' } });
  expect(await response.clone().text()).not.toContain('secret');
  expect(await errorOf(response)).toEqual([500, 'internal']);
});

test('reading needs the read key and a project that exists', async () => {
  const { app } = createTestApp();
  const get = (path: string, key: string): Promise<Response> =>
    Promise.resolve(app.request(path, { headers: { authorization: `Bearer ${key}` } }));
  expect(await errorOf(await get('/v1/report', 'right'))).toEqual([401, 'unauthorized']);
  expect(await errorOf(await get('/v1/report?project=other', 'reader'))).toEqual([404, 'not_found']);
  expect((await get('/v1/report?project=default', 'reader')).status).toBe(200);
});

test.each(['/', '/v1', '/v1/events/x', '/metrics'])('%s is 404 in the one shape', async (path) => {
  const { app } = createTestApp();
  expect(await errorOf(await app.request(path))).toEqual([404, 'not_found']);
});

test('health is 200 while events can be taken', async () => {
  const response = await createTestApp().app.request('/healthz');
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok', backlogBytes: 0 }]);
});
