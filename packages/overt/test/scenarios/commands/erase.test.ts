import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { askCommand, runCommand, said, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { readDelivered } from '../../harness/delivered.ts';
import { startInbox } from '../../harness/inbox.ts';
import { storeConsent, type Place } from '../../harness/place.ts';
import { runTool } from '../../harness/run-tool.ts';
import type { FixtureOptions } from '../../harness/settings.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { readInstall } from '../../harness/spool.ts';
import { CTRL_C, CTRL_D, startAtTerminal, whyNoTerminal } from '../../harness/terminal.ts';
import { test } from '../../harness/test.ts';
import { waitFor } from '../../harness/wait-for.ts';

type Exported = {
  readonly format: number;
  readonly ids: { readonly current?: string; readonly past: readonly string[] };
  readonly folders: readonly {
    readonly choice: { readonly level: string };
    readonly waiting: readonly unknown[];
    readonly journal: readonly { readonly id: string }[];
    readonly deliveries: readonly unknown[];
    readonly ledger: { readonly recorded: number };
    readonly files: readonly string[];
  }[];
};

type Deleted = {
  readonly ids: Exported['ids'];
  readonly removed: { readonly waiting: number; readonly journal: number };
  readonly places: readonly { readonly name: string; readonly state: string }[];
  readonly isOn: boolean;
};

const ASK = { consent: { default: 'ask' } };

describe('export', () => {
  test('has nothing where nothing is, and makes nothing', async ({ place }) => {
    const before = snapshot(place.root);
    expect(JSON.parse(await succeed(place, ['export']))).toMatchObject({ ids: { past: [] }, folders: [] });
    expect(snapshot(place.root)).toEqual(before);
  });

  test('has all that is stored, and neither salt nor keys', async ({ place }) => {
    const sinks = [
      ['file', { path: place.sinkFile, name: 'main' }],
      ['collector', { url: 'http://127.0.0.1:9/', key: 'wk_s3cret', name: 'away' }],
    ] as const;
    await work(place, { ...ASK, sinks });
    const text = await succeed(place, ['export'], { options: { sinks } });
    const { format, ids, folders } = JSON.parse(text) as Exported;
    expect({ format, ids }).toEqual({ format: 1, ids: { current: readInstall(place), past: [] } });
    const [folder] = folders;
    expect(folder).toMatchObject({ choice: { level: 'full' }, ledger: { recorded: 5 } });
    expect(folder?.waiting).toEqual(readDelivered(place));
    expect(folder?.deliveries.length).toBeGreaterThan(0);
    expect(folder?.files).toContain('salt');
    expect(text).not.toContain(readFileSync(join(place.spool, 'salt'), 'utf8').trim());
    expect(text).not.toContain('s3cret');
    expect((await askCommand<Exported>(place, ['export'], { options: { sinks } })).ids).toEqual(ids);
  });

  test('into a file of the user alone, never through what is there', async ({ place }) => {
    const out = join(place.cwd, 'mine.json');
    expect(await succeed(place, ['export', '--out', 'mine.json'])).toBe('');
    expect(lstatSync(out).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ format: 1, folders: [] });

    expect(said(await runCommand(place, ['export', '--out', out]))).toEqual({
      code: 4,
      stdout: '',
      stderr: `scan: ${out} is there already. Replace it with --force.\n`,
    });
    const victim = join(place.root, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(place.cwd, 'link.json'));
    expect((await runCommand(place, ['export', '--out', 'link.json'])).code).toBe(4);
    await succeed(place, ['export', '--out', 'link.json', '--force']);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(lstatSync(join(place.cwd, 'link.json')).isFile()).toBe(true);
    expect((await runCommand(place, ['export', '--out', 'nowhere/mine.json'])).code).toBe(4);
  });
});

describe('delete', () => {
  test('asks first, and where nobody can be asked does nothing without --yes', async ({ place }) => {
    await work(place, ASK);
    const before = snapshot(place.root);
    expect(said(await runCommand(place, ['delete']))).toEqual({
      code: 2,
      stdout: '',
      stderr: 'scan: Nothing was done. Without a terminal, say --yes.\n',
    });
    expect(snapshot(place.root)).toEqual(before);
  });

  test.for([
    { answer: 'y\n', code: 0, erased: true },
    { answer: '\n', code: 1, erased: false },
    { answer: 'n\n', code: 1, erased: false },
    { answer: CTRL_C, code: 1, erased: false },
    { answer: CTRL_D, code: 1, erased: false },
  ])('at a terminal shows the ids first, and does it after a yes: $answer', async (row, { place, skip }) => {
    const reason = whyNoTerminal();
    if (reason !== undefined) skip(`No terminal: ${reason}.`);
    await work(place, ASK);
    const id = readInstall(place);
    const tool = startAtTerminal(place, { fixture: 'command.mjs', args: ['delete'], options: ASK });
    await tool.see('Go on? [y/N]');
    expect(tool.screen()).toContain(`Ids     ${id}`);
    tool.type(row.answer);
    const { code, screen } = await tool.ended;
    expect({ code, erased: !existsSync(join(place.spool, 'install-id')) }).toEqual({
      code: row.code,
      erased: row.erased,
    });
    expect(screen).toContain(row.erased ? 'Everything here is erased.' : 'Nothing was done.');
  });

  test('leaves the choice only, names the ids, and is honest about what was sent', async ({ place }) => {
    await work(place, ASK);
    const install = readInstall(place);
    await succeed(place, ['reset-id']);
    await runTool(place, { fixture: 'next.mjs', options: ASK });
    await waitForCouriers(place.root);
    const text = await succeed(place, ['export']);
    const { current = '' } = (JSON.parse(text) as Exported).ids;
    expect(current).not.toBe(install);

    const deleted = await askCommand<Deleted>(place, ['delete', '--yes']);
    expect(deleted).toMatchObject({
      ids: { current, past: [install] },
      removed: { waiting: 0, journal: 6 },
      places: [{ name: 'main', state: 'impossible' }],
      isOn: true,
      code: 0,
    });
    expect(listFiles(place)).toEqual(['consent.json']);
    expect(readFileSync(join(place.spool, 'consent.json'), 'utf8')).toContain('"level":"full"');
    // The next run begins anew, as a stranger.
    await runTool(place, { fixture: 'next.mjs', options: ASK });
    await waitForCouriers(place.root);
    expect([install, current]).not.toContain(readInstall(place));
  });

  test('reads well', async ({ place }) => {
    await work(place, ASK);
    const id = readInstall(place);
    const text = await succeed(place, ['delete', '--yes']);
    expect(text.replaceAll(id, '<id>')).toMatchInlineSnapshot(`
      "Everything here is erased. Your choice is kept.
        Ids      <id>
        Removed  5 events of the journal
        There    main: not possible from here: ask its operator, and quote the ids
      Telemetry is still on: the next run makes a new id. To stop it: \`scan telemetry disable\`.
      "
    `);
  });

  test('works where nothing is, and where telemetry is off', async ({ place }) => {
    const before = snapshot(place.root);
    expect(await succeed(place, ['delete', '--yes'])).toContain('Everything here is erased.');
    expect(snapshot(place.root)).toEqual(before);
  });

  test('does nothing while a courier is at work, and says so', async ({ place }) => {
    const inbox = await startInbox();
    const options = { ...ASK, sinks: [['http', { url: inbox.url, name: 'main' }]] as const };
    // Nobody waits for as long as a courier does.
    inbox.setFault('silent');
    storeConsent(place.spool, { how: 'command', level: 'full' });
    await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options });
    await waitFor('a request', () => inbox.requests() > 0);
    const { code, stderr } = await runCommand(place, ['delete', '--yes'], { options });
    expect({ code, isSaid: stderr.includes('was not erased') }).toEqual({ code: 1, isSaid: true });
    expect(listFiles(place)).toContain('ledger.json');
    expect(await askCommand(place, ['doctor'], { options, env: { SCAN_TELEMETRY: 'off' } })).toMatchObject({
      checks: expect.arrayContaining([
        { name: 'courier', result: 'ok', what: 'one is at work now' },
      ]) as unknown,
    });
    await inbox.close();
    await waitForCouriers(place.root);
    expect((await runCommand(place, ['delete', '--yes'], { options })).code).toBe(0);
    expect(listFiles(place)).toEqual(['consent.json']);
  });

  test('follows no link out of the state folder', async ({ place }) => {
    const victim = join(place.root, 'victim');
    mkdirSync(victim);
    writeFileSync(join(victim, 'precious'), 'x');
    storeConsent(place.spool, { how: 'command', level: 'full' });
    symlinkSync(victim, join(place.spool, 'journal'));
    await succeed(place, ['delete', '--yes']);
    expect(readdirSync(victim)).toEqual(['precious']);
  });
});

describe('reset-id', () => {
  test('where there is none makes none', async ({ place }) => {
    const before = snapshot(place.root);
    expect(await succeed(place, ['reset-id'])).toContain('There is no id to reset.');
    expect(snapshot(place.root)).toEqual(before);
  });

  test('the next run has another id and other hashes, and the old id is known', async ({ place }) => {
    await work(place, ASK);
    const first = readInstall(place);
    const reset = await askCommand<{ previous: string; past: number }>(place, ['reset-id']);
    expect(reset).toMatchObject({ previous: first, past: 1, code: 0 });
    await runTool(place, { fixture: 'secret.mjs', args: ['slug'], options: ASK });
    await waitForCouriers(place.root);
    const ids = new Set(readDelivered(place).map(({ resource }) => resource['install']));
    expect(ids.size).toBe(2);
    expect(await askCommand(place, ['status'])).toMatchObject({
      ids: { install: readInstall(place), past: 1 },
    });
    expect(existsSync(join(place.spool, 'salt'))).toBe(false);
  });
});

/** A hash among the events makes a salt. */
async function work(place: Place, options: FixtureOptions): Promise<void> {
  storeConsent(place.spool, { how: 'command', level: 'full' });
  await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options });
  await runTool(place, { fixture: 'hash.mjs', options });
  await waitForCouriers(place.root);
}

function listFiles({ spool }: Place): string[] {
  const names = readdirSync(spool, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => lstatSync(join(spool, name)).isFile()).toSorted();
}
