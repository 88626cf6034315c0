import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place } from './place.ts';
import { planRequests } from './plan-requests.ts';
import { isPending, settle, type Asked, type ErasureRequest } from './request.ts';

const ID = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const IDS = fc.uniqueArray(ID);
const WAY = fc.constantFrom<Place['way']>(
  { kind: 'http', url: 'https://example.com' },
  { kind: 'own' },
  { kind: 'email', to: 'a@example.com' },
);
const PLACE = fc
  .record({ name: fc.constantFrom('x', 'y', 'z'), way: WAY, ids: IDS })
  .map((place): Place => ({ kind: 'http', place: 'example.com', firstAt: 1, lastAt: 1, ...place }));
const PLACES = fc.uniqueArray(PLACE, { selector: ({ name }) => name });

const plan = (
  places: readonly Place[],
  ids: readonly string[],
  asked: readonly ErasureRequest[] = [],
): readonly ErasureRequest[] =>
  planRequests({ tool: 'scan', version: '1', places, ids, asked, now: 10, createRun: () => 'R' });

/** Which id each place is still to be asked for, or is named in a letter to it. */
function open(requests: readonly ErasureRequest[]): string[] {
  return requests.flatMap(({ name, ids }) => ids.map((id) => `${name}:${id}`)).toSorted();
}

describe('planRequests', () => {
  test('covers each id at each place that may have it, and tells no place of what another one got', () => {
    fc.assert(
      fc.property(PLACES, IDS, (places, ids) => {
        const sent = new Set(places.flatMap((place) => place.ids));
        const lost = ids.filter((id) => !sent.has(id));
        const wanted = places.flatMap((place) =>
          [...new Set([...place.ids, ...lost])].map((id) => `${place.name}:${id}`),
        );
        expect(open(plan(places, ids))).toEqual(wanted.toSorted());
      }),
    );
  });

  test('forgets nothing that was asked before and is not settled', () => {
    const failed: Asked = { kind: 'failed' };
    fc.assert(
      fc.property(PLACES, fc.tuple(PLACES, PLACES), IDS, (after, folders, ids) => {
        const first = folders
          .flatMap((before) => plan(before, ids))
          .map((one) => (isPending(one) ? settle(one, failed, [20, 0]) : one));
        const second = open(plan(after, [], first));
        for (const pair of open(first)) expect(second).toContain(pair);
      }),
    );
  });

  test('keeps the proof of what is settled, beside what is new', () => {
    const place: Place = {
      name: 'x',
      kind: 'http',
      place: 'p',
      way: { kind: 'http', url: 'u' },
      firstAt: 1,
      lastAt: 1,
      ids: ['a'],
    };
    const done = plan([place], []).map((one) => settle(one, { kind: 'requested' }, [20, 0]));
    expect(plan([], [], done)).toEqual(done);
    expect(plan([{ ...place, ids: ['b'] }], [], done)).toMatchObject([
      { ids: ['b'], state: 'queued' },
      { ids: [], state: 'requested', settledAt: 20 },
    ]);
  });
});
