import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../src/ledger/account.ts';
import { referenceOf } from '../../src/errors/reference.ts';
import { notesOf, openSpool } from '../harness/written-spool.ts';

const HOUR_MS = 60 * 60 * 1000;

describe('a report', () => {
  it('is made of the notes, which do not leave', async () => {
    const spool = openSpool();
    const run = spool.addRun([notesOf('load')]);
    const [event] = await spool.deliver();
    expect(event?.props).toEqual({
      errorClass: 'error',
      origin: 'exception',
      stack: 'Error\n    at load (app:///dist/cli.js:1:1)',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      reference: referenceOf(run, 1),
    });
    expect(JSON.stringify(event)).not.toContain('/opt/tool');
  });

  it('replaces the one that told of the same failure before, which is counted nowhere', async () => {
    const spool = openSpool();
    const before = spool.dropped();
    spool.addRun([{ name: 'error', ...notesOf('load') }, { ...notesOf('load', { replaces: 1 }) }]);
    const waiting = readAccount(spool.platform, spool.folder, ['memory'])['memory'];
    const delivered = await spool.deliver();
    expect(delivered.map(({ name, seq }) => [name, seq])).toEqual([['crash', 2]]);
    expect(spool.dropped()).toEqual(before);
    expect(readAccount(spool.platform, spool.folder, ['memory'])['memory']?.recorded).toBe(waiting?.recorded);
  });

  it('does not replace itself, nor what is not there', async () => {
    const spool = openSpool();
    spool.addRun([notesOf('load', { replaces: 1 }), notesOf('save', { replaces: 77 })]);
    expect(await spool.deliver()).toHaveLength(2);
  });
});

describe('an environment', () => {
  const ALL = ['crash', 'error', 'command.error', 'command.abandoned'] as const;
  it.each([
    [{ environment: 'development' }, 4],
    [{ ciPr: 'yes' }, 4],
    [{ ciPr: 'yes', environment: 'production' }, 4],
    [{ ciPr: 'no' }, 0],
    [{ environment: 'production' }, 0],
    [{}, 0],
  ])('%o: %i of four are dropped and counted', async (resource, dropped) => {
    const spool = openSpool();
    const header = { resource: { tool: 'test-tool', version: '1', ...resource } };
    const props = { errorKind: 'usage', errorClass: 'error', origin: 'exception' };
    spool.addRun([...ALL.map((name) => ({ name, props })), { name: 'daemon.start_failure', props }], {
      header,
    });
    expect(await spool.deliver()).toHaveLength(5 - dropped);
    expect(spool.dropped()['dropped_environment'] ?? 0).toBe(dropped);
  });
});

describe('a storm', () => {
  it('of one fault lets ten reports a day through', async () => {
    const spool = openSpool();
    for (let run = 0; run < 3; run += 1) spool.addRun(Array.from({ length: 5 }, () => notesOf('load')));
    spool.addRun([notesOf('save')]);
    expect(await spool.deliver()).toHaveLength(11);
    expect(spool.dropped()['storm_limited']).toBe(5);
    spool.platform.clock.advance(23 * HOUR_MS);
    spool.addRun([notesOf('load')]);
    expect(await spool.deliver()).toHaveLength(11);
    spool.platform.clock.advance(2 * HOUR_MS);
    spool.addRun([notesOf('load')]);
    expect(await spool.deliver()).toHaveLength(12);
    expect(spool.dropped()['storm_limited']).toBe(6);
  });

  it('of expected failures and of many faults lets a hundred of each through', async () => {
    const spool = openSpool();
    const props = { errorKind: 'usage' };
    spool.addRun(Array.from({ length: 110 }, () => ({ name: 'command.error', props })));
    spool.addRun(
      Array.from({ length: 110 }, (_, index) =>
        notesOf(`load${'abcdefghij'.charAt(index % 10)}${'klmnopqrstu'.charAt(index / 10)}`),
      ),
    );
    expect(await spool.deliver()).toHaveLength(200);
    expect(spool.dropped()['storm_limited']).toBe(20);
    const ledger = readFileSync(join(spool.folder, 'ledger.json'), 'utf8');
    expect((JSON.parse(ledger) as { admitted: unknown[] }).admitted).toHaveLength(200);
  });

  it('does not count what only ended without a word, nor usage', async () => {
    const spool = openSpool();
    for (let run = 0; run < 120; run += 1) spool.addRun([], { died: true });
    spool.addRun(
      Array.from({ length: 120 }, () => ({ name: 'daemon.start_failure', props: { errorKind: 'x' } })),
    );
    expect(await spool.deliver()).toHaveLength(240);
  });

  it('is read from a ledger of before there was a limit, and from one with a time that lies ahead', async () => {
    const spool = openSpool();
    const path = join(spool.folder, 'ledger.json');
    await spool.deliver();
    const { admitted: _, ...ledger } = JSON.parse(readFileSync(path, 'utf8')) as {
      admitted?: unknown;
      id: string;
    };
    writeFileSync(path, JSON.stringify(ledger), { mode: 0o600 });
    spool.addRun([notesOf('load')]);
    expect(await spool.deliver()).toHaveLength(1);
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { admitted: [number, string][]; id: string };
    expect(kept.id).toBe(ledger.id);
    const fingerprint = kept.admitted[0]?.[1] ?? '';
    const ahead = Array.from({ length: 100 }, () => [spool.platform.now() + HOUR_MS, fingerprint]);
    writeFileSync(path, JSON.stringify({ ...kept, admitted: ahead }), { mode: 0o600 });
    spool.addRun([notesOf('load')]);
    expect(await spool.deliver()).toHaveLength(2);
    expect((JSON.parse(readFileSync(path, 'utf8')) as { admitted: unknown }).admitted).toEqual([
      [spool.platform.now(), fingerprint],
    ]);
  });
});

describe('an error of a worker', () => {
  it('that ends its parent is told once', async () => {
    const spool = openSpool();
    const parent = spool.addRun([notesOf('work')]);
    spool.addRun([notesOf('work')], { header: { worker: true, parent } });
    spool.addRun([notesOf('other')], { header: { worker: true, parent } });
    spool.addRun([notesOf('work')], { header: { parent } });
    const delivered = await spool.deliver();
    expect(delivered.map(({ props }) => /at (\w+)/.exec(String(props['stack']))?.[1])).toEqual([
      'work',
      'other',
      'work',
    ]);
    expect(spool.dropped()['folded']).toBe(1);
  });
});
