import { describe, expect, it } from 'vitest';
import { readLowering } from './lower.ts';

const NAMES = { sampleRate: 'X-Sample-Rate', interval: 'X-Interval' };
const ask = (headers: Record<string, string>): unknown =>
  readLowering(NAMES, { kind: 'answer', status: 200, retryAfter: undefined, headers, body: '' });

describe('what an endpoint asks for by headers', () => {
  it.each([
    ['0', 0],
    ['0.5', 0.5],
    ['1', 1],
    ['1.0', 1],
    ['1.5', undefined],
    ['-1', undefined],
    ['1e-9', undefined],
    ['half', undefined],
    ['', undefined],
  ])('a rate of %j: %s', (header, rate) => {
    const wanted = rate === undefined ? undefined : { forMs: 86_400_000, sample: { '*': rate } };
    expect(ask({ 'x-sample-rate': header })).toEqual(wanted);
  });

  it.each([
    ['60', 60_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['300ms', 300],
    ['1ns', 0],
    ['-5s', undefined],
    ['5 s', undefined],
    ['5d', undefined],
    ['1h'.repeat(30), undefined],
    ['', undefined],
  ])('an interval of %j: %s ms', (header, everyMs) => {
    const wanted = everyMs === undefined ? undefined : { forMs: 86_400_000, everyMs };
    expect(ask({ 'x-interval': header })).toEqual(wanted);
  });

  it('only by those that the author named, and only in an answer', () => {
    const answer = {
      kind: 'answer',
      status: 200,
      retryAfter: undefined,
      headers: { '': '0', undefined: '0' },
      body: '',
    } as const;
    expect(readLowering({}, answer)).toBeUndefined();
    expect(readLowering(NAMES, { kind: 'failure', reason: 'timeout' })).toBeUndefined();
  });
});
