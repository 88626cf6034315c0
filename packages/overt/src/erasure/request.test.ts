import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageRequest, isDue, isPending, settle, type Asked, type ErasureRequest } from './request.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const REQUEST: ErasureRequest = {
  name: 'main',
  kind: 'collector',
  place: 'example.com',
  way: { kind: 'sink', sink: { kind: 'collector', name: 'main', options: {} } },
  tool: 'scan',
  version: '1.0.0',
  run: 'R',
  ids: ['a', 'b'],
  state: 'queued',
  askedAt: 1000,
  tries: 0,
  nextTryAt: 1000,
};
const BY_HTTP: ErasureRequest = { ...REQUEST, way: { kind: 'http', url: 'https://example.com' } };

describe('settle', () => {
  test.each<[string, ErasureRequest, Asked, Partial<ErasureRequest>]>([
    [
      'a failure keeps the ids',
      REQUEST,
      { kind: 'failed', reason: 'x' },
      { state: 'queued', ids: ['a', 'b'], tries: 1, lastFailure: 'x' },
    ],
    [
      'what was done is not asked again',
      BY_HTTP,
      { kind: 'failed', left: ['b'] },
      { state: 'queued', ids: ['b'] },
    ],
    [
      'a receipt, and it is done later',
      REQUEST,
      { kind: 'requested', receipt: 'r' },
      { state: 'requested', ids: ['a', 'b'], receipt: 'r' },
    ],
    [
      'nobody says when it is done',
      BY_HTTP,
      { kind: 'requested' },
      { state: 'requested', ids: [], settledAt: 5000 },
    ],
    ['done', REQUEST, { kind: 'confirmed' }, { state: 'confirmed', ids: [], settledAt: 5000 }],
    [
      'nobody can be asked',
      REQUEST,
      { kind: 'unsupported' },
      { state: 'impossible', ids: [], settledAt: 5000 },
    ],
    ['the receipt stays', { ...REQUEST, receipt: 'r' }, { kind: 'confirmed' }, { receipt: 'r' }],
  ])('%s', (...[, request, asked, expected]) => {
    expect(settle(request, asked, [5000, 0])).toMatchObject(expected);
  });

  test('waits as long as it is asked to, a day at most, and tries at least once a day', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.nat(10 * DAY_MS)),
        (tries, random, after) => {
          const afterMs = after ?? undefined;
          const { nextTryAt } = settle({ ...REQUEST, tries }, { kind: 'failed', afterMs }, [0, random]);
          expect(nextTryAt).toBeGreaterThanOrEqual(30_000);
          expect(nextTryAt).toBeGreaterThanOrEqual(Math.min(afterMs ?? 0, DAY_MS));
          expect(nextTryAt).toBeLessThanOrEqual(DAY_MS);
        },
      ),
    );
  });

  test('is asked less and less often until it is done', () => {
    let request = settle(REQUEST, { kind: 'requested' }, [0, 0]);
    const waits = Array.from({ length: 4 }, () => {
      const { nextTryAt } = request;
      request = settle(request, { kind: 'requested' }, [0, 0]);
      return nextTryAt;
    });
    expect(waits).toEqual([60_000, 60_000, 120_000, 240_000]);
  });
});

describe('time', () => {
  test('a wait that is longer than any is from before the clock was set back', () => {
    expect(isDue({ ...REQUEST, nextTryAt: 10 * DAY_MS }, 0)).toBe(true);
    expect(isDue({ ...REQUEST, nextTryAt: DAY_MS / 2 }, 0)).toBe(false);
  });

  test('gives up after 90 days, and forgets after 90 more', () => {
    expect(ageRequest(REQUEST, 1000 + 90 * DAY_MS)).toBe(REQUEST);
    const now = 1001 + 90 * DAY_MS;
    const expired = ageRequest(REQUEST, now);
    expect(expired).toMatchObject({ state: 'expired', ids: ['a', 'b'], settledAt: now });
    expect(isPending(expired as ErasureRequest)).toBe(false);
    expect(ageRequest(expired as ErasureRequest, now + 90 * DAY_MS)).toBe(expired);
    expect(ageRequest(expired as ErasureRequest, now + 90 * DAY_MS + 1)).toBe(undefined);
  });
});
