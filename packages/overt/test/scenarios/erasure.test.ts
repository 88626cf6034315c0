import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { askCommand, succeed } from '../harness/command.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import {
  erase,
  listState,
  optionsFor,
  readQueue,
  runOnce,
  sinkAt,
  startEraser,
  work,
  test,
} from '../harness/eraser.ts';
import { storeConsent, type Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import { FIXTURES, runTool } from '../harness/run-tool.ts';
import type { FixtureSink } from '../harness/settings.ts';
import { measure, readInstall } from '../harness/spool.ts';
import { waitFor } from '../harness/wait-for.ts';

type Noted = { name: string; place: string; ids: string[]; way: { kind: string } };

function readPlaces({ spool }: Place): Noted[] {
  return (JSON.parse(readFileSync(join(spool, 'places.json'), 'utf8')) as { places: Noted[] }).places;
}

describe('places that got data', () => {
  test('are noted with the ids that they got, for the user alone', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url), ['noop', { name: 'nowhere' }]);
    await work(place, options);
    expect(lstatSync(join(place.spool, 'places.json')).mode & 0o777).toBe(0o600);
    expect(readPlaces(place)).toMatchObject([
      { name: 'main', place: new URL(eraser.url).host, ids: [readInstall(place)], way: { kind: 'http' } },
    ]);
    const text = await succeed(place, ['export'], { options });
    const { folders } = JSON.parse(text) as { folders: { places: unknown[] }[] };
    expect(folders[0]?.places).toMatchObject([{ name: 'main', ids: [readInstall(place)] }]);
    expect(text).not.toContain('/erase');
  });

  test('are written down once, not with each delivery', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await work(place, options);
    const { ino } = lstatSync(join(place.spool, 'places.json'));
    const already = eraser.received.length;
    await runOnce(place, options);
    await runOnce(place, options);
    expect(eraser.received).toHaveLength(already + 2);
    expect(lstatSync(join(place.spool, 'places.json')).ino).toBe(ino);
  });

  test('are remembered over reset-id and disable, and asked for each id that they got', async ({
    place,
    eraser,
  }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await work(place, options);
    const first = readInstall(place);
    await succeed(place, ['reset-id'], { options });
    await runOnce(place, options);
    const second = readInstall(place);
    await succeed(place, ['disable'], { options });
    expect(readPlaces(place)[0]?.ids).toEqual([first, second]);
    expect(await erase(place, options)).toMatchObject({
      places: [{ name: 'main', state: 'requested' }],
      code: 0,
    });
    expect(eraser.erasures()).toEqual([{ ids: [first, second] }]);
  });

  test('are asked, though a later version of the tool does not send there any more', async ({
    place,
    eraser,
  }) => {
    await work(place, optionsFor(sinkAt(eraser.url, { name: 'gone' })));
    const later = optionsFor(['file', { path: place.sinkFile, name: 'main' }]);
    const id = readInstall(place);
    await runOnce(place, later);
    const { places } = await erase(place, later);
    expect(places.map(({ name, state }) => [name, state])).toEqual([
      ['gone', 'requested'],
      ['main', 'impossible'],
    ]);
    expect(eraser.asked()).toEqual([id]);
  });

  test('are asked as the present version says', async ({ place, eraser }) => {
    await work(place, optionsFor(sinkAt(eraser.url, { deletion: undefined })));
    const id = readInstall(place);
    expect(await erase(place, optionsFor(sinkAt(eraser.url)))).toMatchObject({
      places: [{ state: 'requested' }],
    });
    expect(eraser.asked()).toEqual([id]);
  });

  test('are known from the account where the notes are gone', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await work(place, options);
    writeFileSync(join(place.spool, 'places.json'), '{"format":1,"pla');
    const id = readInstall(place);
    await erase(place, options);
    expect(eraser.asked()).toEqual([id]);
  });

  test('are none where nothing was sent', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    storeConsent(place.spool, { how: 'command', level: 'local' });
    await runOnce(place, options);
    await runOnce(place, options);
    expect(existsSync(join(place.spool, 'places.json'))).toBe(false);
    expect(await erase(place, options)).toMatchObject({ places: [], code: 0 });
    expect(await succeed(place, ['delete', '--yes'], { options })).toContain('There  there is nobody to ask');
    expect(eraser.received).toEqual([]);
    expect(listState(place)).toEqual(['consent.json']);
  });

  test('are none where nobody could ever be connected to', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await eraser.close();
    await work(place, options);
    await runOnce(place, options);
    expect(listState(place)).toContain('install-id');
    expect(listState(place)).not.toContain('places.json');
    expect(await erase(place, options)).toMatchObject({ places: [], code: 0 });
    expect(listState(place)).toEqual(['consent.json']);
  });

  test('are noted also where a report is sent by hand, before the user has decided anything', async ({
    place,
    eraser,
  }) => {
    const options = { ...optionsFor(sinkAt(eraser.url)), errors: { ask: true } };
    await runTool(place, { fixture: 'crash.mjs', args: ['throw'], options });
    const { reports } = await askCommand<{ reports: { reference: string }[] }>(place, ['crashes'], {
      options,
    });
    await succeed(place, ['crashes', 'send', reports[0]?.reference ?? ''], { options });
    expect(listState(place).filter((name) => name.startsWith('places-'))).toHaveLength(1);
    const { places } = await erase(place, options);
    expect(places).toMatchObject([{ name: 'main' }]);
    expect(listState(place).filter((name) => name.startsWith('places'))).toEqual([]);
  });
});

describe('a request over HTTP', () => {
  test('has the body of the author, with the ids in place of {ids}', async ({ place, eraser }) => {
    const body = { project: 7, who: ['{ids}', 'of {tool}'], tool: '{tool}', '{id}': 'a brace: {{' };
    const headers = { 'X-Key': 'k1', 'Content-Type': 'application/vnd.x+json' };
    const deletion = { kind: 'http', url: `${eraser.url}/erase`, headers, body };
    const options = optionsFor(sinkAt(eraser.url, { deletion }));
    await work(place, options);
    const id = readInstall(place);
    await erase(place, options);
    const [request] = eraser.received.filter(({ path }) => path === '/erase');
    expect(request?.body.toString()).toBe(
      JSON.stringify({ project: 7, who: [[id], 'of scan'], tool: 'scan', '{id}': 'a brace: {' }),
    );
    expect(request?.headers).toMatchObject({ 'x-key': 'k1', 'content-type': 'application/vnd.x+json' });
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'x-key',
    ]);
  });

  test('with {id} is made for each id, and goes on with the one that failed', async ({ place }) => {
    const statuses = [202, 500, 202];
    const eraser = await startEraser((count) => ({ status: statuses[count - 1] ?? 500, body: '' }));
    const deletion = { kind: 'http', url: `${eraser.url}/erase`, body: { id: '{id}' } };
    const options = optionsFor(sinkAt(eraser.url, { deletion }));
    await work(place, options);
    const first = readInstall(place);
    await succeed(place, ['reset-id'], { options });
    await runOnce(place, options);
    const second = readInstall(place);
    expect(await erase(place, options)).toMatchObject({
      places: [{ state: 'queued', reason: 'status_500', ids: [second] }],
      code: 1,
    });
    expect((await askCommand(place, ['flush'], { options })).code).toBe(0);
    expect(eraser.erasures()).toEqual([{ id: first }, { id: second }, { id: second }]);
    await eraser.close();
  });

  test('keeps proof without the ids', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await work(place, options);
    const id = readInstall(place);
    expect(await succeed(place, ['delete', '--yes'], { options })).toContain(
      'There    main: asked to erase it; it is done later',
    );
    expect(listState(place)).toEqual(['consent.json', 'deletion-receipts.json']);
    expect(readFileSync(join(place.spool, 'deletion-receipts.json'), 'utf8')).not.toContain(id);
    const lines = (await succeed(place, ['status'], { options })).split('\n');
    expect(lines.find((line) => line.includes('Erasure'))).toMatch(
      /^ {2}Erasure +main, asked for on .* UTC: has been asked$/,
    );
    expect(await succeed(place, ['log'], { options })).toMatch(/^main, asked for on .*: has been asked\n$/);
    // Another time there is nobody to ask.
    expect(await erase(place, options)).toMatchObject({ places: [], code: 0 });
    expect(eraser.erasures()).toHaveLength(1);
  });
});

describe('a request as an event', () => {
  test('is one event for each id, alone, with that id and no more of the installation', async ({
    place,
    eraser,
  }) => {
    const options = optionsFor(sinkAt(eraser.url, { deletion: { kind: 'event' }, gzip: false }));
    await work(place, options);
    const first = readInstall(place);
    await succeed(place, ['reset-id'], { options });
    await runOnce(place, options);
    const ids = [first, readInstall(place)];
    const already = eraser.received.length;
    expect(await erase(place, options)).toMatchObject({ places: [{ state: 'requested' }], code: 0 });
    const sent = eraser.received
      .slice(already)
      .map(({ body }) => JSON.parse(body.toString()) as { events: Event[] });
    type Event = { id: string; run: string };
    expect(sent).toMatchObject(
      ids.map((install) => ({
        events: [{ name: 'data.deletion_request', level: 'errors', props: {} }].map((event) => ({
          ...event,
          resource: { tool: 'scan', version: '1.2.3', install },
        })),
      })),
    );
    for (const { events } of sent) {
      expect(events).toHaveLength(1);
      expect(Object.keys((events[0] as unknown as { resource: object }).resource)).toEqual([
        'tool',
        'version',
        'install',
      ]);
    }
    expect(listState(place)).toEqual(['consent.json', 'deletion-receipts.json']);
  });
});

describe('a sink that answers with a receipt', () => {
  test('is asked until it says that it is done', async ({ place }) => {
    const answers = ['requested', 'requested', 'confirmed'];
    const eraser = await startEraser((count) => ({
      status: 200,
      body: JSON.stringify({ kind: answers[count - 1], receipt: 'r-1' }),
    }));
    const module = { file: join(FIXTURES, 'erasing-sink.cjs') };
    const sink: FixtureSink = ['module', { name: 'main', options: { url: eraser.url }, module }];
    const options = optionsFor(sink);
    await work(place, options);
    const id = readInstall(place);
    expect(await succeed(place, ['delete', '--yes'], { options })).toContain(
      'main: asked to erase it; it is done later; receipt r-1',
    );
    expect(readQueue(place)).toMatchObject([{ state: 'requested', ids: [id], receipt: 'r-1' }]);
    expect(await askCommand(place, ['flush'], { options })).toMatchObject({
      requests: [{ state: 'requested' }],
    });
    expect(await askCommand(place, ['flush'], { options })).toMatchObject({ requests: [] });
    expect(await askCommand(place, ['status'], { options })).toMatchObject({
      requests: [{ name: 'main', state: 'confirmed', receipt: 'r-1', ids: [] }],
    });
    expect(eraser.asked()).toEqual([id, id, id]);
    expect(listState(place)).not.toContain('deletions.json');
    await eraser.close();
  });

  test('that cannot be asked by its code is not possible', async ({ place }) => {
    const module = { file: join(FIXTURES, 'scripted-sink.cjs') };
    const options = optionsFor(['module', { name: 'main', options: { path: place.sinkFile }, module }]);
    await work(place, options);
    expect(await erase(place, options)).toMatchObject({
      places: [{ name: 'main', state: 'impossible' }],
      code: 0,
    });
    expect(listState(place)).toEqual(['consent.json']);
  });
});

describe('where nobody can be asked from here', () => {
  test('the author says what to do', async ({ place, eraser }) => {
    const deletion = { kind: 'none', text: 'Nothing to do: it is gone after 7 days.' };
    const options = optionsFor(sinkAt(eraser.url, { deletion }));
    await work(place, options);
    expect(await succeed(place, ['delete', '--yes'], { options })).toContain(
      'main: Nothing to do: it is gone after 7 days.',
    );
    expect(listState(place)).toEqual(['consent.json']);
  });

  test('what has no id is not asked for', async ({ place, eraser }) => {
    const options = { ...optionsFor(sinkAt(eraser.url)), identity: 'none' };
    await work(place, options);
    const { places, code } = await erase(place, options);
    expect({ places, code }).toMatchObject({ places: [{ state: 'impossible', reason: 'no_id' }], code: 0 });
    expect(eraser.erasures()).toEqual([]);
  });
});

describe('a tool that runs on during a deletion', () => {
  test('writes and sends nothing more under the old id, and loses little', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url), ['file', { path: place.sinkFile, name: 'file' }]);
    storeConsent(place.spool, { how: 'command', level: 'full' });
    const tool = startRemote(place, { options });
    await tool.call('track', 'scan.step', { n: 1 });
    await tool.call('flush', { timeoutMs: 20_000 });
    const id = readInstall(place);
    await erase(place, options);
    expect(eraser.asked()).toEqual([id]);
    const before = readDelivered(place).length;
    // Its file is looked for once in a second.
    await waitFor('a new file', async () => {
      await tool.call('track', 'scan.step', { n: 2 });
      return measure(place, 'runs').files > 0;
    });
    await tool.call('track', 'scan.step', { n: 3 });
    await tool.end();
    await waitForCouriers(place.root);
    const later = readDelivered(place).slice(before);
    expect(later.map(({ props }) => props['n'])).toEqual([2, 3]);
    for (const { resource } of later) expect(resource['install']).toBe(undefined);
    expect(
      listState(place).filter((name) => readFileSync(join(place.spool, name), 'utf8').includes(id)),
    ).toEqual([]);
  });
});
