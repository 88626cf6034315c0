import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import type { Batch, SendResult, Sink } from '../sinks/sink.ts';
import { testPlatform } from '../testing/test-platform.ts';
import { notePlaceByHand, openPlaces, withPlace } from './note-places.ts';
import { knownPlace } from './place.ts';
import { readPlaces, removePlaces } from './places-file.ts';

const signal = new AbortController().signal;
const known = knownPlace({ kind: 'http', name: 'main', options: { url: 'https://example.com/x' } });
const other = knownPlace({ kind: 'http', name: 'other', options: { url: 'https://example.org/x' } });

function make(): { readonly platform: ReturnType<typeof testPlatform>; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'overt-places-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { platform: testPlatform({ home: folder }), folder };
}

function batchOf(...installs: readonly string[]): Batch {
  const events = installs.map((install, index) => ({
    id: `R.${index}`,
    run: { run: 'R', level: 'usage', resource: { tool: 't', version: '1', install } },
    seq: index,
    time: 1,
    name: 'x',
    level: 'usage',
    props: {},
  }));
  return { id: 'b', attempt: 1, sentAt: 1, events };
}

describe('a place', () => {
  test('is noted before anything is sent to it', async () => {
    const { platform, folder } = make();
    let during: unknown;
    const sink: Sink = {
      name: 'main',
      send: async () => {
        during = readPlaces(platform, folder);
        throw new Error('died in the middle');
      },
    };
    await expect(
      withPlace(openPlaces(platform, folder), known, sink).send(batchOf('a', 'a', 'b'), { signal }),
    ).rejects.toThrow('died in the middle');
    expect(during).toMatchObject([{ name: 'main', place: 'example.com', ids: ['a', 'b'] }]);
    expect(readPlaces(platform, folder)).toEqual(during);
  });

  test.each<[string, SendResult, string[]]>([
    ['took it', { kind: 'accepted' }, ['a', 'b']],
    ['may have taken it', { kind: 'retry', reason: 'garbage_answer' }, ['a', 'b']],
    ['refused it after it had seen it', { kind: 'rejected', reason: 'x' }, ['a', 'b']],
    ['was never connected to', { kind: 'retry', reason: 'x', unsent: true }, ['a']],
    ['got a part before that', { kind: 'retry', reason: 'x', unsent: true, settled: 1 }, ['a', 'b']],
  ])('that %s has these ids', async (_what, result, ids) => {
    for (const open of [openPlaces, notePlaceByHand]) {
      const { platform, folder } = make();
      const note = open(platform, folder);
      await withPlace(note, known, { name: 'main', send: async () => ({ kind: 'accepted' }) }).send(
        batchOf('a'),
        { signal },
      );
      await withPlace(note, known, { name: 'main', send: async () => result }).send(batchOf('a', 'b'), {
        signal,
      });
      expect(readPlaces(platform, folder)[0]?.ids).toEqual(ids);
    }
  });

  test('that was never reached is none', async () => {
    const { platform, folder } = make();
    const note = openPlaces(platform, folder);
    let fail = (): void => {};
    const failing = withPlace(note, known, {
      name: 'main',
      send: () =>
        new Promise((resolve) => (fail = () => resolve({ kind: 'retry', reason: 'x', unsent: true }))),
    }).send(batchOf('a'), { signal });
    // While that one is under way, another one gets something.
    await withPlace(note, other, { name: 'other', send: async () => ({ kind: 'accepted' }) }).send(
      batchOf('a'),
      { signal },
    );
    fail();
    await failing;
    expect(readPlaces(platform, folder)).toMatchObject([{ name: 'other', ids: ['a'] }]);
  });

  test('that cannot be noted gets nothing', async () => {
    const { platform, folder } = make();
    let sent = 0;
    const sink: Sink = { name: 'main', send: async () => ({ kind: 'accepted', memo: String((sent += 1)) }) };
    rmSync(folder, { recursive: true });
    const result = await withPlace(openPlaces(platform, folder), known, sink).send(batchOf('a'), { signal });
    expect({ result, sent }).toEqual({
      result: { kind: 'retry', reason: 'place_not_noted', unsent: true },
      sent: 0,
    });
  });

  test('noted by hand is taken in by the next courier', async () => {
    const { platform, folder } = make();
    notePlaceByHand(platform, folder)(known, ['a']);
    notePlaceByHand(platform, folder)(known, ['a']);
    notePlaceByHand(platform, folder)(known, ['b']);
    expect(readdirSync(folder)).toHaveLength(2);
    openPlaces(platform, folder)(other, []);
    expect(readdirSync(folder)).toEqual(['places.json']);
    const places = readPlaces(platform, folder).map(({ name, ids }) => [name, ids.toSorted()]);
    expect(places).toEqual([
      ['main', ['a', 'b']],
      ['other', []],
    ]);
    removePlaces(platform, folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    { what: 'a courier', one: openPlaces, another: notePlaceByHand },
    { what: 'who sends by hand', one: notePlaceByHand, another: openPlaces },
  ])('is not forgotten, whoever overtakes $what', async ({ one, another }) => {
    await atEachStep(() => {
      const { platform, folder } = make();
      notePlaceByHand(platform, folder)(known, ['a']);
      return {
        platform,
        act: (platform) => one(platform, folder)(known, ['b']),
        other: () => another(platform, folder)(other, ['c']),
        check: () => {
          const places = readPlaces(platform, folder).map(({ name, ids }) => [name, ids.toSorted()]);
          expect(Object.fromEntries(places)).toEqual({ main: ['a', 'b'], other: ['c'] });
        },
      };
    });
  });

  test('of a later version of Overt is left as it is, and a file beside it used', () => {
    const { platform, folder } = make();
    const text = JSON.stringify({ format: 2, other: 1 });
    platform.fs.appendFileSync(join(folder, 'places.json'), text, { mode: 0o600 });
    openPlaces(platform, folder)(known, ['a']);
    expect(platform.fs.readFileSync(join(folder, 'places.json'), 'utf8')).toBe(text);
    expect(readPlaces(platform, folder)).toMatchObject([{ name: 'main', ids: ['a'] }]);
  });
});
