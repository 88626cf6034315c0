import fc from 'fast-check';
import type { Batch, BatchEvent, SendResult } from 'overt';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Answer } from '../../overt/test/harness/fault-server.ts';
import { otlp, type OtlpOptions } from '../src/index.ts';
import { createSink } from '../src/sink.ts';
import { makeBatch, makeEnd, makeEvent, makeTools, runId } from '../../overt/test/harness/batches.ts';
import { encodeAnswer } from './harness/decode.ts';
import { idsOf, startReceiver, type Receiver } from './harness/receiver.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' };

type Subject = {
  readonly receiver: Receiver;
  /** By a sink of its own for each call: what it has to know is in the batch. */
  readonly send: (batch: Batch, signal?: AbortSignal) => Promise<SendResult>;
};

async function start(options: OtlpOptions = {}, timeoutMs?: number): Promise<Subject> {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  const { name, options: settings } = otlp({ url: receiver.url, ...options });
  const tools = makeTools(Date, timeoutMs);
  return {
    receiver,
    send: async (batch, signal = new AbortController().signal) =>
      createSink(tools, { name, options: settings }).send(batch, { signal }),
  };
}

const EVENTS = [1, 2, 3].map((seq) => makeEvent({ seq, name: 'scan.done', level: 'usage' }));
const idsFrom = (from: number): string[] => EVENTS.slice(from).map(({ id }) => id);

describe('an answer', () => {
  it.each<[number, Partial<SendResult> & { kind: string }]>([
    [400, { kind: 'rejected', reason: 'status_400' }],
    [401, { kind: 'rejected', reason: 'status_401' }],
    [403, { kind: 'rejected', reason: 'status_403' }],
    [404, { kind: 'rejected', reason: 'status_404' }],
    [408, { kind: 'rejected', reason: 'status_408' }],
    [413, { kind: 'too-large' }],
    [415, { kind: 'rejected', reason: 'status_415' }],
    [425, { kind: 'rejected', reason: 'status_425' }],
    [429, { kind: 'retry', reason: 'status_429', afterMs: 7000 }],
    // Of all that a server may say of itself, only these let a request be sent again.
    [500, { kind: 'rejected', reason: 'status_500' }],
    [501, { kind: 'rejected', reason: 'status_501' }],
    [502, { kind: 'retry', reason: 'status_502', afterMs: 7000 }],
    [503, { kind: 'retry', reason: 'status_503', afterMs: 7000 }],
    [504, { kind: 'retry', reason: 'status_504', afterMs: 7000 }],
    [302, { kind: 'retry', reason: 'status_302', afterMs: 7000 }],
    [200, { kind: 'accepted' }],
    [202, { kind: 'accepted' }],
    [204, { kind: 'accepted' }],
  ])('of status %i', async (status, expected) => {
    for (const protocol of ['http/json', 'http/protobuf'] as const) {
      const { receiver, send } = await start({ protocol });
      receiver.answerWith(() => ({ status, body: '', headers: { 'retry-after': '7' } }));
      expect(await send(makeBatch(EVENTS))).toEqual(expected);
      expect(receiver.requests()).toBe(1);
    }
  });

  it.each<[string, Answer, SendResult['kind'], number]>([
    ['nothing', { status: 200, body: '' }, 'accepted', 0],
    ['an empty object', { status: 200, body: '{}' }, 'accepted', 0],
    [
      'words of its own',
      { status: 200, body: 'ok', headers: { 'content-type': 'text/plain' } },
      'accepted',
      0,
    ],
    ['an object of its own', { status: 200, body: '{"ok":1}' }, 'accepted', 0],
    ['no number', { status: 200, body: '{"partialSuccess":{}}' }, 'accepted', 0],
    [
      'a warning',
      { status: 200, body: '{"partialSuccess":{"errorMessage":"old","rejectedLogRecords":"0"}}' },
      'accepted',
      0,
    ],
    ['null', { status: 200, body: '{"partialSuccess":null}' }, 'accepted', 0],
    [
      'one refused, as text',
      { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"1"}}' },
      'accepted',
      1,
    ],
    [
      'two refused, as a number',
      { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":2}}' },
      'accepted',
      2,
    ],
    [
      'more refused than sent',
      { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"99"}}' },
      'accepted',
      3,
    ],
    [
      'fewer than none',
      { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"-1"}}' },
      'accepted',
      0,
    ],
    ['nonsense', { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"many"}}' }, 'accepted', 0],
    ['half an object', { status: 200, body: '{"partialSuccess":' }, 'retry', 0],
    ['null instead of an object', { status: 200, body: 'null' }, 'retry', 0],
    [
      'a page',
      { status: 200, body: '<html>Log in</html>', headers: { 'content-type': 'text/html' } },
      'retry',
      0,
    ],
    ['a page that says it is none', { status: 200, body: ' \n<!doctype html>' }, 'retry', 0],
  ])('in JSON of %s', async (...[, answer, kind, refused]) => {
    const { receiver, send } = await start({ protocol: 'http/json' });
    receiver.answerWith(() => ({ ...answer, headers: { ...JSON_TYPE, ...answer.headers } }));
    await expectVerdict(send, kind, refused);
    expect(receiver.requests()).toBe(1);
  });

  it.each<[string, Buffer, SendResult['kind'], number]>([
    ['nothing refused', encodeAnswer('Logs', {}), 'accepted', 0],
    [
      'a warning',
      encodeAnswer('Logs', { partialSuccess: { errorMessage: 'an old version' } }),
      'accepted',
      0,
    ],
    [
      'two refused',
      encodeAnswer('Logs', { partialSuccess: { rejectedLogRecords: 2, errorMessage: 'ä'.repeat(200) } }),
      'accepted',
      2,
    ],
    ['many refused', encodeAnswer('Logs', { partialSuccess: { rejectedLogRecords: 300 } }), 'accepted', 3],
    ['fewer than none', encodeAnswer('Logs', { partialSuccess: { rejectedLogRecords: -1 } }), 'accepted', 0],
    [
      'fields that are new',
      Buffer.from([0x0a, 0x06, 0x08, 0x01, 0x1a, 0x02, 0x68, 0x69, 0x15, 1, 2, 3, 4]),
      'accepted',
      1,
    ],
    ['half a message', Buffer.from([0x0a, 0x09, 0x08]), 'retry', 0],
    ['a number without an end', Buffer.from(Array.from({ length: 20 }, () => 0xff)), 'retry', 0],
    ['text', Buffer.from('Please log in.'), 'retry', 0],
  ])('in protobuf of %s', async (...[, body, kind, refused]) => {
    const { receiver, send } = await start();
    receiver.answerWith(() => ({ status: 200, body, headers: PROTOBUF_TYPE }));
    await expectVerdict(send, kind, refused);
    expect(receiver.requests()).toBe(1);
  });

  it('in protobuf says how many of many were refused', async () => {
    const { receiver, send } = await start();
    const events = Array.from({ length: 400 }, (_, seq) => makeEvent({ seq: seq + 1, name: 'scan.done' }));
    const body = encodeAnswer('Logs', {
      partialSuccess: { rejectedLogRecords: 300, errorMessage: 'too old' },
    });
    receiver.answerWith(() => ({ status: 200, body, headers: PROTOBUF_TYPE }));
    const result = await send(makeBatch(events));
    expect(result.kind === 'accepted' && result.rejected).toHaveLength(300);
  });

  it('that is garbage of any kind never throws', async () => {
    const { receiver, send } = await start();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom(JSON_TYPE, PROTOBUF_TYPE),
        async (bytes, headers) => {
          receiver.answerWith(() => ({ status: 200, body: Buffer.from(bytes), headers }));
          expect(['accepted', 'retry']).toContain((await send(makeBatch(EVENTS))).kind);
        },
      ),
      { numRuns: 60 },
    );
  });

  async function expectVerdict(
    send: Subject['send'],
    kind: SendResult['kind'],
    refused: number,
  ): Promise<void> {
    const rejected = idsFrom(EVENTS.length - refused).map((id) => ({ id, reason: 'partial_success' }));
    const garbage = { kind, reason: 'garbage_answer' };
    const expected = kind === 'retry' ? garbage : { kind, ...(refused > 0 && { rejected }) };
    expect(await send(makeBatch(EVENTS))).toEqual(expected);
  }
});

describe('a network', () => {
  it.each(['cut', 'silent', 'slow'] as const)(
    'that is %s has all of it sent again, with the same ids',
    async (fault) => {
      const { receiver, send } = await start({ protocol: 'http/json' }, 300);
      receiver.setFault(fault);
      expect(await send(makeBatch(EVENTS))).toMatchObject({
        kind: 'retry',
        reason: expect.stringMatching(/^network_/) as string,
      });
      receiver.setFault('none');
      receiver.records.length = 0;
      expect(await send(makeBatch(EVENTS))).toEqual({ kind: 'accepted' });
      expect(idsOf(receiver)).toEqual(idsFrom(0));
    },
  );

  it('where nobody listens, and time that is up', async () => {
    const { receiver, send } = await start();
    await receiver.close();
    expect(await send(makeBatch(EVENTS))).toMatchObject({ kind: 'retry', reason: 'network_ECONNREFUSED' });
    expect(await send(makeBatch(EVENTS), AbortSignal.abort())).toMatchObject({
      kind: 'retry',
      reason: 'network_aborted',
    });
  });

  it('that is slower than the variables allow is given up', async () => {
    const receiver = await startReceiver();
    onTestFinished(receiver.close);
    const { name, options } = otlp({ url: receiver.url });
    const logs = { ...(options['logs'] as object), timeoutMs: 50 };
    receiver.setFault('silent');
    const sink = createSink(makeTools(), { name, options: { ...options, logs } });
    const result = await sink.send(makeBatch(EVENTS), { signal: new AbortController().signal });
    expect(result).toMatchObject({ kind: 'retry', reason: 'network_aborted' });
  });
});

it('headers are those of the author, packed or not as they want it', async () => {
  const { receiver, send } = await start({
    headers: { 'X-Team': 'a', 'Content-Type': 'text/plain' },
    gzip: false,
  });
  await send(makeBatch(EVENTS));
  const [request] = receiver.received;
  expect(request?.headers).toMatchObject({
    'x-team': 'a',
    'content-type': 'application/x-protobuf',
    'user-agent': 'overt-otlp/0.1.0',
  });
  expect(request?.headers).not.toHaveProperty('content-encoding');
});

describe('spans', () => {
  const ends = [makeEnd(1), makeEvent({ seq: 9 }), makeEnd(2)];
  const unavailable = { status: 503, body: '' };
  const on =
    (signal: string, answer: Answer) =>
    ({ path }: { readonly path: string }): Answer | undefined =>
      path.endsWith(signal) ? answer : undefined;

  it('that cannot be sent now keep the log records waiting', async () => {
    const { receiver, send } = await start({ runs: true });
    receiver.answerWith(on('traces', unavailable));
    expect(await send(makeBatch(ends))).toEqual({ kind: 'retry', reason: 'status_503', afterMs: undefined });
    expect(receiver.records).toEqual([]);
  });

  it('that were taken are not sent again with log records that were not', async () => {
    const { receiver, send } = await start({ runs: true });
    receiver.answerWith(on('logs', unavailable));
    const first = await send(makeBatch(ends));
    expect(first).toMatchObject({ kind: 'retry', memo: ends[2]?.id });
    receiver.answerWith(() => undefined);
    // With others that have come since.
    const more = [...ends, makeEnd(3)];
    expect(await send(makeBatch(more, { memo: ends[2]?.id }))).toEqual({ kind: 'accepted' });
    expect(receiver.spans.map(({ plain }) => plain['overt.run.id'])).toEqual([runId(1), runId(2), runId(3)]);
    expect(idsOf(receiver)).toEqual(more.map(({ id }) => id));
  });

  it.each([400, 404, 500])('that are refused with %i do not keep the log records back', async (status) => {
    const { receiver, send } = await start({ runs: true });
    receiver.answerWith(on('traces', { status, body: '' }));
    expect(await send(makeBatch(ends))).toEqual({ kind: 'accepted' });
    expect(receiver.records).toHaveLength(3);
  });

  it('are too many: the batch is sent in halves, and each is told of once', async () => {
    const receiver = await startReceiver();
    onTestFinished(receiver.close);
    const { name, options } = otlp({ url: receiver.url, runs: true });
    const sink = createSink(makeTools(), { name, options });
    const send = (events: readonly BatchEvent[]): Promise<SendResult> =>
      sink.send(makeBatch(events), { signal: new AbortController().signal });
    receiver.answerWith(on('logs', { status: 413, body: '' }));
    expect(await send(ends)).toEqual({ kind: 'too-large' });
    receiver.answerWith(() => undefined);
    for (const half of [ends.slice(0, 2), ends.slice(2)])
      expect(await send(half)).toEqual({ kind: 'accepted' });
    expect(receiver.spans).toHaveLength(2);
    expect(idsOf(receiver)).toEqual(ends.map(({ id }) => id));

    receiver.answerWith(on('traces', { status: 413, body: '' }));
    expect(await send([makeEnd(4), makeEnd(5)])).toEqual({ kind: 'too-large' });
    // One that is too large by itself does not take its events with it.
    expect(await send([makeEnd(4)])).toEqual({ kind: 'accepted' });
  });
});

it('whatever the receiver does, each event arrives once and in order, and so does each run', async () => {
  const { receiver, send } = await start({ runs: true });
  const answers = fc.constantFrom<Answer | undefined>(
    undefined,
    { status: 503, body: '' },
    { status: 429, body: '', headers: { 'retry-after': '1' } },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(answers, { maxLength: 10 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
      async (faults, kinds) => {
        for (const list of [receiver.records, receiver.spans]) list.length = 0;
        const left = [...faults];
        receiver.answerWith(() => left.shift());
        const all = kinds.map((ends, number) => (ends ? makeEnd(number) : makeEvent({ seq: number + 1 })));
        let result: SendResult = { kind: 'retry', reason: 'not_yet' };
        let memo: string | undefined;
        for (let tries = 0; result.kind === 'retry'; tries += 1) {
          expect(tries).toBeLessThan(20);
          result = await send(makeBatch(all, { attempt: tries + 1, memo }));
          // The courier keeps what was noted last.
          if (result.kind === 'retry') memo = result.memo ?? memo;
        }
        expect(result).toEqual({ kind: 'accepted' });
        expect(idsOf(receiver)).toEqual(all.map(({ id }) => id));
        expect(new Set(receiver.spans.map(({ spanId }) => spanId)).size).toBe(receiver.spans.length);
        expect(receiver.spans).toHaveLength(kinds.filter(Boolean).length);
      },
    ),
    { numRuns: 50 },
  );
});
