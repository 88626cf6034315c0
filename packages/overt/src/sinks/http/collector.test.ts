import { describe, expect, it } from 'vitest';
import { createNodePlatform } from '../../platform/node.ts';
import type { BatchEvent } from '../batch.ts';
import type { Batch } from '../sink.ts';
import { createCollectorSink } from './collector.ts';
import type { HttpOutcome, HttpRequest } from './transport.ts';
import { gunzipSync } from 'node:zlib';

const { signal } = new AbortController();

/** The sink on a network that gives these answers, one after the other. */
function open(...answers: readonly (Record<string, unknown> | HttpOutcome)[]) {
  const requests: HttpRequest[] = [];
  const transport = async (request: HttpRequest): Promise<HttpOutcome> => {
    const answer = answers[requests.push(request) - 1] ?? {};
    if ('kind' in answer) return answer as HttpOutcome;
    return { kind: 'answer', status: 200, retryAfter: undefined, body: JSON.stringify(answer) };
  };
  const options = { url: 'http://collector.example.com/overt', key: 'ovw_1' };
  return { sink: createCollectorSink({ platform: createNodePlatform(), transport }, 'c', options), requests };
}

function bodyOf(request: HttpRequest | undefined): Record<string, unknown> {
  const { body = Buffer.alloc(0), headers = {} } = request ?? {};
  const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
}

const run = {
  run: '01JD8Z7A1BCDEFGHJKMNPQRSTV',
  level: 'usage',
  resource: { tool: 't', version: '1' },
  trace: { traceId: 'a', spanId: 'b' },
} as BatchEvent['run'];
const event: BatchEvent = {
  id: `${run.run}.1`,
  run,
  seq: 1,
  time: 5,
  name: 'a.b',
  level: 'usage',
  props: {},
};
const batch = (events: readonly BatchEvent[]): Batch => ({ id: 'b', attempt: 1, sentAt: 1, events });
const whole = { accepted: 1, duplicates: [], rejected: [] };

describe('the collector sink', () => {
  it('sends the rate of an event that was sampled, and no trace', async () => {
    const { sink, requests } = open({ ...whole, accepted: 2 });
    const sampled = { ...event, id: `${run.run}.2`, seq: 2, sampleRate: 0.25 };
    expect((await sink.send(batch([event, sampled]), { signal })).kind).toBe('accepted');
    const [sent] = bodyOf(requests[0])['runs'] as Record<string, unknown>[];
    expect(Object.keys(sent ?? {})).toEqual(['run', 'level', 'resource', 'events']);
    expect(sent?.['events']).toEqual([
      { seq: 1, time: 5, name: 'a.b', props: {} },
      { seq: 2, time: 5, name: 'a.b', props: {}, sampleRate: 0.25 },
    ]);
  });

  const asked = { forMs: 5, drop: ['a.*'], sample: { 'b.c': 0.5 }, everyMs: 1000 };
  it.each<[name: string, lower: unknown, expected: unknown]>([
    ['a whole one', asked, asked],
    ['only a time', { forMs: 5 }, { forMs: 5 }],
    ['unknown fields', { forMs: 5, more: 1 }, { forMs: 5 }],
    ['null: it is taken back', null, { forMs: 0 }],
    ['nothing said', undefined, undefined],
    ['no time', { drop: [] }, undefined],
    ['a time before now', { forMs: -1 }, undefined],
    ['a list', [], undefined],
    ['text', 'all', undefined],
    ['names that are none', { forMs: 5, drop: [1] }, undefined],
    ['101 names', { forMs: 5, drop: Array.from({ length: 101 }, () => 'a') }, undefined],
    ['a share above 1', { forMs: 5, sample: { a: 2 } }, undefined],
    ['a share that is text', { forMs: 5, sample: { a: '0.5' } }, undefined],
    ['a pause that is text', { forMs: 5, everyMs: '1h' }, undefined],
  ])('takes from `lower` what is right: %s', async (_, lower, expected) => {
    const { sink } = open({ ...whole, lower });
    const result = await sink.send(batch([event]), { signal });
    expect(result).toEqual({
      kind: 'accepted',
      rejected: [],
      ...(expected === undefined ? {} : { lower: expected }),
    });
  });

  const failure: HttpOutcome = { kind: 'failure', reason: 'ECONNREFUSED' };
  const status = (code: number, body = ''): HttpOutcome => ({
    kind: 'answer',
    status: code,
    retryAfter: undefined,
    body,
  });
  const receipt = 'r'.repeat(32);
  it.each<[name: string, answer: Record<string, unknown> | HttpOutcome, expected: unknown]>([
    ['taken', status(202, JSON.stringify({ receipt, state: 'requested' })), { kind: 'requested', receipt }],
    ['done', { receipt, state: 'confirmed' }, { kind: 'confirmed', receipt }],
    ['an older collector', status(404), { kind: 'failed', reason: 'status_404' }],
    ['an unknown key', status(401), { kind: 'failed', reason: 'status_401' }],
    ['too many', status(429), { kind: 'failed', reason: 'status_429' }],
    ['a portal', status(200, '<html>'), { kind: 'failed', reason: 'garbage_answer' }],
    ['another state', { receipt, state: 'fine' }, { kind: 'failed', reason: 'garbage_answer' }],
    [
      'a receipt that is none',
      { receipt: '\u001b[1m', state: 'confirmed' },
      { kind: 'failed', reason: 'garbage_answer' },
    ],
    ['no network', failure, { kind: 'failed', reason: 'network_ECONNREFUSED' }],
  ])('asks for deletion: %s', async (_, answer, expected) => {
    const { sink, requests } = open(answer);
    expect(await sink.deleteData?.(['id-two', 'id-one'], { signal })).toEqual(expected);
    expect(requests.map(({ url }) => url)).toEqual(['http://collector.example.com/overt/v1/deletions']);
    expect(requests[0]?.headers['authorization']).toBe('Bearer ovw_1');
    expect(bodyOf(requests[0])).toEqual({ format: 1, ids: ['id-one', 'id-two'] });
  });

  it('asks in parts for more ids than one request may have, and is done when all are', async () => {
    const ids = Array.from({ length: 1_001 }, (_, index) => `id-${index}`);
    const done = { receipt, state: 'confirmed' };
    const half = open(done, status(202, JSON.stringify({ receipt: 's'.repeat(32), state: 'requested' })));
    expect(await half.sink.deleteData?.(ids, { signal })).toMatchObject({ kind: 'requested' });
    expect(half.requests.map((request) => (bodyOf(request)['ids'] as string[]).length)).toEqual([1_000, 1]);
    expect(await open(done, done).sink.deleteData?.(ids, { signal })).toMatchObject({ kind: 'confirmed' });
    expect(await open(done, failure).sink.deleteData?.(ids, { signal })).toMatchObject({ kind: 'failed' });
  });
});
