import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';
import { resultOf } from './status.ts';

const NOW = Date.UTC(2026, 0, 1);

describe('what a status means for the batch', () => {
  it.each([
    [200, 'accepted'],
    [204, 'accepted'],
    [302, 'retry'],
    [400, 'rejected'],
    [401, 'rejected'],
    [404, 'rejected'],
    [408, 'retry'],
    [413, 'too-large'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('%i: %s', (status, kind) => {
    expect(resultOf({ kind: 'answer', status, retryAfter: undefined, body: '' }, NOW).kind).toBe(kind);
  });

  it('keeps the batch when there is no answer', () => {
    expect(resultOf({ kind: 'failure', reason: 'ECONNREFUSED' }, NOW)).toEqual({
      kind: 'retry',
      reason: 'network_ECONNREFUSED',
    });
  });
});

describe('Retry-After', () => {
  it.each([
    [undefined, undefined],
    ['5', 5000],
    ['0', 1000],
    ['99999999', 24 * 60 * 60 * 1000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 1000],
    ['soon', undefined],
    ['-5', undefined],
    ['2026-01-01', undefined],
  ])('%s: %s ms', (header, wait) => {
    expect(parseRetryAfter(header, NOW)).toBe(wait);
  });
});
