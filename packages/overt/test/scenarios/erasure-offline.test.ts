import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { askCommand, succeed } from '../harness/command.ts';
import { findCouriers, waitForCouriers } from '../harness/couriers.ts';
import {
  changeQueue,
  erase,
  listState,
  optionsFor,
  readQueue,
  runOnce,
  sinkAt,
  startEraser,
  work,
  type Eraser,
  test,
} from '../harness/eraser.ts';
import type { Place } from '../harness/place.ts';
import { FIXTURES, runTool } from '../harness/run-tool.ts';
import type { FixtureOptions, FixtureSink } from '../harness/settings.ts';
import { readInstall } from '../harness/spool.ts';
import { traceEffects, whyNoTrace } from '../harness/trace.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Deletes while the place cannot be reached. Answers the id that it is to be asked for. */
async function eraseOffline(place: Place, eraser: Eraser, options: FixtureOptions): Promise<string> {
  await work(place, options);
  const id = readInstall(place);
  eraser.setFault('broken');
  const { places, code } = await erase(place, options);
  expect({ places, code }).toMatchObject({ places: [{ state: 'queued', reason: 'status_500' }], code: 1 });
  eraser.setFault('none');
  return id;
}

describe('a request that did not get through', () => {
  test('is all that is left here, says so, and keeps the ids', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await work(place, options);
    const id = readInstall(place);
    eraser.setFault('broken');
    const ended = await runTool(place, { fixture: 'command.mjs', args: ['delete', '--yes'], options });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain(
      'main: could not be asked (status_500). Later runs ask again, for 90 days; `scan telemetry flush` asks again at once',
    );
    expect(listState(place)).toEqual(['consent.json', 'deletions.json']);
    expect(readQueue(place)).toMatchObject([{ ids: [id], tries: 1 }]);
    expect(await succeed(place, ['status'], { options })).toMatch(
      /Erasure +main, asked for on .*: could not be asked yet \(status_500\); next try /,
    );
  });

  test('is shown as it will leave, byte for byte', async ({ place, eraser }) => {
    const deletion = { kind: 'http', url: `${eraser.url}/erase`, headers: { 'x-key': 's3cret' } };
    const options = optionsFor(sinkAt(eraser.url, { deletion }));
    await eraseOffline(place, eraser, options);
    await succeed(place, ['disable'], { options });
    const { requests } = await askCommand<{ requests: { body: string; target: string }[] }>(place, ['show'], {
      options,
    });
    const text = await succeed(place, ['show'], { options });
    expect(text).toContain('Telemetry is off. No event leaves.');
    expect(text).toContain('# main: a request to erase your data, not before ');
    expect(text).not.toContain('s3cret');
    expect(eraser.asked()).toEqual([]);
    await askCommand(place, ['flush'], { options });
    const { body = '' } = eraser.received.find(({ path }) => path === '/erase') ?? {};
    expect(requests.map((request) => request.body)).toEqual([body.toString()]);
  });

  test('is made by the next courier while telemetry is on, beside what else it sends', async ({
    place,
    eraser,
  }) => {
    const options = optionsFor(sinkAt(eraser.url));
    const id = await eraseOffline(place, eraser, options);
    changeQueue(place, { nextTryAt: 0 });
    await runOnce(place, options);
    expect(eraser.asked()).toEqual([id]);
    expect(readInstall(place)).not.toBe(id);
    expect(listState(place)).not.toContain('deletions.json');
  });

  test('waits for its time, twice as long after each failure', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await eraseOffline(place, eraser, options);
    const waits: number[] = [];
    eraser.setFault('broken');
    for (let tries = 2; tries < 14; tries += 1) {
      await askCommand(place, ['flush'], { options });
      const [request] = readQueue(place);
      waits.push(Number(request?.['nextTryAt']) - Number(request?.['lastTryAt']));
    }
    for (const [index, wait] of waits.entries()) {
      const whole = Math.min(DAY_MS, 60_000 * 2 ** (index + 1));
      expect(wait).toBeGreaterThanOrEqual(whole / 2);
      expect(wait).toBeLessThanOrEqual(whole);
    }
    eraser.setFault('none');
    await runOnce(place, options);
    expect(eraser.asked()).toEqual([]);
  });

  test('leaves after opting out, and nothing else does', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    const id = await eraseOffline(place, eraser, options);
    // Something waits, which goes when the user opts out.
    eraser.setFault('broken');
    await runOnce(place, options);
    expect(listState(place).some((name) => name.startsWith('outbox/'))).toBe(true);
    await succeed(place, ['disable'], { options });
    const { install = '' } = (await askCommand<{ ids: { install?: string } }>(place, ['status'], { options }))
      .ids;
    expect(install).not.toBe(id);
    expect(listState(place)).toEqual(['consent.json', 'deletions.json', 'install-id', 'places.json']);
    eraser.setFault('none');
    changeQueue(place, { nextTryAt: 0 });
    const already = eraser.received.length;
    await runOnce(place, options);
    expect(eraser.received.slice(already).map(({ path, body }) => [path, body.toString()])).toEqual([
      ['/erase', JSON.stringify({ ids: [id] })],
    ]);
    expect(listState(place)).toEqual(['consent.json', 'deletion-receipts.json', 'install-id', 'places.json']);
    expect(await askCommand(place, ['status'], { options })).toMatchObject({
      level: 'off',
      requests: [{ name: 'main', state: 'requested', ids: [] }],
    });
    // And then it is over: no file, no socket, no process.
    await runOnce(place, options);
    expect(eraser.received).toHaveLength(already + 1);
  });

  test('is not made where DO_NOT_TRACK is set: no file, no socket, no process', async ({
    place,
    eraser,
    skip,
  }) => {
    const options = optionsFor(sinkAt(eraser.url));
    const id = await eraseOffline(place, eraser, options);
    changeQueue(place, { nextTryAt: 0 });
    const env = { DO_NOT_TRACK: '1' };
    const before = readFileSync(join(place.spool, 'deletions.json'), 'utf8');
    await runOnce(place, options, { env });
    expect(readFileSync(join(place.spool, 'deletions.json'), 'utf8')).toBe(before);
    expect(eraser.asked()).toEqual([]);
    const told = await runTool(place, { fixture: 'command.mjs', args: ['status'], options, env });
    expect(told.stdout).toContain('Erasure');
    const reason = whyNoTrace();
    if (reason === undefined) {
      const run = { fixture: 'next.mjs', options, env };
      expect(await traceEffects(place, run)).toEqual(await traceEffects(place, { ...run, stub: true }));
    }
    // A person who asks for it is obeyed.
    const flushed = await askCommand(place, ['flush'], { options, env });
    expect(flushed).toMatchObject({ outcome: 'off', requests: [] });
    expect(eraser.asked()).toEqual([id]);
    if (reason !== undefined) skip(`System calls were not watched: ${reason}.`);
  });

  test('that is not due yet starts nothing in a run that is off', async ({ place, eraser, skip }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await eraseOffline(place, eraser, options);
    const reason = whyNoTrace();
    if (reason !== undefined) skip(`System calls were not watched: ${reason}.`);
    const run = { fixture: 'next.mjs', options, env: { SCAN_TELEMETRY: 'off' } };
    expect(await traceEffects(place, run)).toEqual(await traceEffects(place, { ...run, stub: true }));
  });

  test('of fifty runs that find it at once, one makes it', { timeout: 60_000 }, async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    const id = await eraseOffline(place, eraser, options);
    changeQueue(place, { nextTryAt: 0 });
    const env = { SCAN_TELEMETRY: 'off' };
    await Promise.all(
      Array.from({ length: 50 }, () => runTool(place, { fixture: 'next.mjs', options, env })),
    );
    await waitForCouriers(place.root);
    expect(eraser.asked()).toEqual([id]);
    expect(listState(place)).toEqual(['consent.json', 'deletion-receipts.json']);
  });

  test('is made within the deadline where a process of its own would die', async ({ place, eraser }) => {
    const options = { ...optionsFor(sinkAt(eraser.url)), delivery: { mode: 'inline', deadlineMs: 20_000 } };
    const id = await eraseOffline(place, eraser, options);
    changeQueue(place, { nextTryAt: 0 });
    await runTool(place, { fixture: 'next.mjs', options, env: { SCAN_TELEMETRY: 'off' } });
    // By the tool's end it was made: nobody is left to do so.
    expect(findCouriers(place.root)).toEqual([]);
    expect(eraser.asked()).toEqual([id]);
  });

  test('is not made where an agent forbids the network, also not by hand', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await eraseOffline(place, eraser, options);
    changeQueue(place, { nextTryAt: 0 });
    const env = { CODEX_SANDBOX_NETWORK_DISABLED: '1', SCAN_TELEMETRY: 'off' };
    await runOnce(place, options, { env });
    await askCommand(place, ['flush'], { options, env });
    expect(eraser.asked()).toEqual([]);
    expect(readQueue(place)).toHaveLength(1);
  });

  test('is not made where OVERT_DEBUG asks to be shown things only', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    const id = await eraseOffline(place, eraser, options);
    changeQueue(place, { nextTryAt: 0 });
    const off = { SCAN_TELEMETRY: 'off' };
    await runOnce(place, options, { env: { ...off, OVERT_DEBUG: 'show' } });
    await runTool(place, { fixture: 'command.mjs', args: ['flush'], options, env: { OVERT_DEBUG: 'show' } });
    expect(eraser.asked()).toEqual([]);
    const log = join(place.root, 'debug.log');
    await runOnce(place, options, { env: { ...off, OVERT_DEBUG: `log:${log}` } });
    expect(eraser.asked()).toEqual([id]);
    expect(readFileSync(log, 'utf8')).toContain('courier: asked main to erase data: requested');
  });

  test('and another one are made as one', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    const first = await eraseOffline(place, eraser, options);
    await runOnce(place, options);
    const second = readInstall(place);
    eraser.setFault('broken');
    expect(await erase(place, options)).toMatchObject({ places: [{ state: 'queued' }], code: 1 });
    eraser.setFault('none');
    expect(readQueue(place)).toMatchObject([{ ids: [first, second] }]);
    expect((await askCommand(place, ['flush'], { options })).code).toBe(0);
    expect(eraser.erasures()).toEqual([{ ids: [first, second] }]);
  });

  test('is not lost by reset-id, enable and disable', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    const id = await eraseOffline(place, eraser, options);
    const before = readQueue(place);
    for (const args of [['reset-id'], ['disable'], ['enable'], ['reset-id'], ['disable']])
      await succeed(place, args, { options });
    expect(readQueue(place)).toEqual(before);
    expect(before).toMatchObject([{ ids: [id] }]);
  });

  test('is given up after 90 days, which is said, and made again by hand', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    const id = await eraseOffline(place, eraser, options);
    changeQueue(place, { nextTryAt: 0, askedAt: Date.now() - 91 * DAY_MS });
    await runOnce(place, options, { env: { SCAN_TELEMETRY: 'off' } });
    expect(eraser.asked()).toEqual([]);
    expect(existsSync(join(place.spool, 'deletions.json'))).toBe(false);
    expect(await succeed(place, ['status'], { options })).toContain(
      'could not be asked in 90 days. It was given up',
    );
    expect(await erase(place, options)).toMatchObject({ places: [{ state: 'requested' }], code: 0 });
    expect(eraser.asked()).toEqual([id]);
  });

  test('to a sink that the tool carries as text keeps its code for as long as it takes', async ({
    place,
  }) => {
    const answer = { status: 200, body: JSON.stringify({ kind: 'confirmed' }) };
    const eraser = await startEraser(() => answer);
    const source = readFileSync(join(FIXTURES, 'erasing-sink.cjs'), 'utf8');
    const sink: FixtureSink = ['module', { name: 'main', options: { url: eraser.url }, module: { source } }];
    const options = optionsFor(sink);
    await work(place, options);
    const id = readInstall(place);
    eraser.setFault('broken');
    expect(await erase(place, options)).toMatchObject({
      places: [{ state: 'queued', reason: 'status_500' }],
    });
    eraser.setFault('none');
    expect(listState(place)).toEqual([
      expect.stringMatching(/^ask-.*\.cjs$/),
      'consent.json',
      'deletions.json',
    ]);
    expect(readFileSync(join(place.spool, 'deletions.json'), 'utf8')).not.toContain('createSink');
    changeQueue(place, { nextTryAt: 0 });
    // A tool that has the sink no more, and is switched off.
    const later = optionsFor(['noop', {}]);
    await runOnce(place, later, { env: { SCAN_TELEMETRY: 'off' } });
    expect(eraser.asked()).toEqual([id]);
    expect(listState(place)).toEqual(['consent.json', 'deletion-receipts.json']);
    await eraser.close();
  });

  test('is one for all state folders of a user', async ({ place, eraser }) => {
    const options = { sinks: [sinkAt(eraser.url)] };
    // Without a home, state lies among the temporary files.
    const homeless = { HOME: '/nonexistent', XDG_STATE_HOME: undefined };
    await runOnce(place, options, { env: homeless });
    const first = eraser.events()[0]?.resource['install'];
    await runOnce(place, options);
    const second = readInstall(place);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(first).not.toBe(second);
    await erase(place, options);
    expect(new Set(eraser.asked())).toEqual(new Set([first, second]));
    const { folders } = await askCommand<{ folders: string[] }>(place, ['status'], { options });
    expect(folders).toHaveLength(2);
    for (const folder of folders) expect(listState({ ...place, spool: folder })).not.toContain('install-id');
  });

  test('of a later version of the tool is left alone', async ({ place, eraser }) => {
    const options = optionsFor(sinkAt(eraser.url));
    await work(place, options);
    const later = JSON.stringify({ format: 2, whatever: true });
    writeFileSync(join(place.spool, 'deletions.json'), later, { mode: 0o600 });
    const id = readInstall(place);
    const ended = await runTool(place, { fixture: 'command.mjs', args: ['delete', '--yes'], options });
    expect({ code: ended.code, id: readInstall(place) }).toEqual({ code: 1, id });
    expect(ended.stderr).toContain('Nothing was erased: a later version');
    await runOnce(place, options);
    expect(readFileSync(join(place.spool, 'deletions.json'), 'utf8')).toBe(later);
  });
});
