import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { whyNoMounts, withReadOnly } from '../../harness/abilities.ts';
import { askCommand, runCommand, said, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { startInbox } from '../../harness/inbox.ts';
import { storeConsent, type Place } from '../../harness/place.ts';
import { startRemote } from '../../harness/remote.ts';
import { runTool, type ToolRun } from '../../harness/run-tool.ts';
import { measure } from '../../harness/spool.ts';
import { test } from '../../harness/test.ts';
import { traceEffects, whyNoTrace } from '../../harness/trace.ts';

type Told = {
  readonly ok: boolean;
  readonly level: string;
  readonly source: string;
  readonly stored: boolean;
  readonly holds: boolean;
  readonly removed: { readonly waiting: number; readonly journal: number };
};

const ON = { consent: { default: 'ask' } };

describe('enable', () => {
  test.for([
    { args: [], told: { level: 'usage', local: false } },
    { args: ['errors'], told: { level: 'errors', local: false } },
    { args: ['full'], told: { level: 'full', local: false } },
    { args: ['local'], told: { level: 'usage', local: true } },
  ])('$args: it is on with the next run', async ({ args, told }, { place }) => {
    const answer = await askCommand<Told>(place, ['enable', ...args]);
    expect(answer).toMatchObject({ ...told, ok: true, stored: true, holds: true, code: 0 });
    expect(await askCommand(place, ['status'])).toMatchObject({
      ...told,
      source: 'choice',
      noticePending: false,
      choice: { choice: args[0] ?? 'usage', how: 'command', text: 1, isCurrent: true },
    });
    expect(lstatSync(join(place.spool, 'consent.json')).mode & 0o777).toBe(0o600);
  });

  test('a level that there is not', async ({ place }) => {
    const { code, stdout, stderr } = await runCommand(place, ['enable', 'everything']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('scan: Expected errors, usage, full or local, got "everything".\n');
    expect(existsSync(place.spool)).toBe(false);
  });

  type Overruled = { readonly by: string; readonly source: string; readonly run: Partial<ToolRun> };
  const OVERRULED: readonly Overruled[] = [
    { by: 'DO_NOT_TRACK', source: 'do-not-track', run: { env: { DO_NOT_TRACK: '1' } } },
    { by: 'the variable', source: 'variable', run: { env: { SCAN_TELEMETRY: 'off' } } },
    { by: 'the configuration', source: 'choice', run: { options: { consent: { configured: 'off' } } } },
  ];
  test.for(OVERRULED)('is stored, and $by still decides', async ({ source, run }, { place }) => {
    const answer = await askCommand<Told>(place, ['enable'], run);
    expect(answer).toMatchObject({ level: 'off', source, stored: true, holds: false, code: 3 });
    const { stdout } = await runCommand(place, ['enable'], run);
    expect(stdout).toContain('Telemetry is off.\n  But     ');
    expect(await askCommand<Told>(place, ['status'])).toMatchObject({ level: 'usage' });
  });

  test('a project lowers it', async ({ place }) => {
    writeFileSync(join(place.cwd, '.overt.json'), '{"format":1,"tools":{"scan":{"atMost":"errors"}}}');
    expect(await askCommand<Told>(place, ['enable', 'full'])).toMatchObject({
      level: 'errors',
      source: 'project',
      stored: true,
      holds: false,
      code: 3,
    });
  });

  test.for(['errors', 'off'])(
    'a policy that says %s locks it: nothing is stored',
    async (level, { place }) => {
      const options = { consent: writePolicy(place, { level }) };
      const wanted = level === 'off' ? 'usage' : 'full';
      expect(await askCommand<Told>(place, ['enable', wanted], { options })).toMatchObject({
        level,
        source: 'policy',
        stored: false,
        holds: false,
        code: 3,
      });
      expect(existsSync(place.spool)).toBe(false);
    },
  );

  test('a policy that sets a limit leaves a choice below it', async ({ place }) => {
    const options = { consent: writePolicy(place, { atMost: 'errors' }) };
    const above = await askCommand<Told>(place, ['enable', 'full'], { options });
    expect(above).toMatchObject({ level: 'errors', source: 'policy', stored: true, holds: false, code: 3 });
    const below = await askCommand<Told>(place, ['disable'], { options });
    expect(below).toMatchObject({ level: 'off', stored: true, holds: true, code: 0 });
  });
});

describe('disable', () => {
  test('where it was never on', async ({ place }) => {
    expect(await succeed(place, ['disable'])).toBe('Telemetry is off.\n');
    expect(await succeed(place, [])).toContain('You chose "off".');
    expect(await succeed(place, ['disable'])).toBe('Telemetry is off.\n');
  });

  test('removes what waited and what was kept, and says how much', async ({ place }) => {
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options: ON });
    await waitForCouriers(place.root);
    const remote = startRemote(place, { options: ON });
    await remote.call('track', 'scan.step', { n: 1 });
    expect(await succeed(place, ['disable'])).toBe(
      'Telemetry is off.\n  Removed  1 event that waited, 4 events of the journal\n',
    );
    for (const folder of ['runs', 'claimed', 'outbox', 'journal', 'starts'])
      expect(measure(place, folder).files).toBe(0);
    // The tool that goes on obeys with its next event.
    await remote.call('track', 'scan.step', { n: 2 });
    await remote.end();
    expect(readdirSync(place.spool).toSorted()).toEqual([
      'claimed',
      'consent.json',
      'install-id',
      'journal',
      'outbox',
      'places.json',
      'runs',
      'starts',
    ]);
    expect(measure(place, 'runs').files).toBe(0);
  });

  test('sends nothing, and is not recorded itself', async ({ place, skip }) => {
    const inbox = await startInbox();
    const sinks = [['http', { url: inbox.url, name: 'main' }]] as const;
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    inbox.setFault('busy');
    await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options: { ...ON, sinks } });
    await waitForCouriers(place.root);
    inbox.setFault('none');
    const requests = inbox.requests();
    const reason = whyNoTrace();
    if (reason === undefined) {
      const run = { fixture: 'command.mjs', args: ['disable'], options: { ...ON, sinks } };
      const effects = await traceEffects(place, run);
      expect(effects.filter((call) => /^(socket|connect)\(.*(AF_INET|_INET6)/.test(call))).toEqual([]);
      expect(effects.filter((call) => call.startsWith('execve') && call.includes('courier'))).toEqual([]);
      expect(effects.some((call) => call.includes('consent.json'))).toBe(true);
    } else {
      await succeed(place, ['disable'], { options: { sinks } });
    }
    await waitForCouriers(place.root);
    expect(inbox.requests()).toBe(requests);
    expect(measure(place, 'runs').files).toBe(0);
    await inbox.close();
    if (reason !== undefined) skip(`System calls were not watched: ${reason}.`);
  });

  test('a tool that cannot be used without: DO_NOT_TRACK is named, and nothing is removed', async ({
    place,
  }) => {
    const options = { consent: { default: 'ask', mandatory: true } };
    const { code, stdout } = await runCommand(place, ['disable'], { options });
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: expect.stringContaining('DO_NOT_TRACK=1 switches it off') as string,
    });
    expect(existsSync(place.spool)).toBe(false);
  });

  test('where no folder can be written: says how else', async ({ place, skip }) => {
    const reason = whyNoMounts();
    if (reason !== undefined) skip(`Nothing can be made read-only: ${reason}.`);
    const wrapper = withReadOnly(place.home, place.state, place.temp);
    const ended = await runCommand(place, ['disable'], { wrapper });
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 4, stdout: '' });
    expect(ended.stderr).toContain('SCAN_TELEMETRY=off');
  });

  test('where the best folder has a yes and became read-only: the newer no holds', async ({
    place,
    skip,
  }) => {
    const reason = whyNoMounts();
    if (reason !== undefined) skip(`Nothing can be made read-only: ${reason}.`);
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    const wrapper = [
      'unshare',
      '-m',
      'sh',
      '-c',
      `mount --bind '${place.state}' '${place.state}' && mount -o remount,ro,bind '${place.state}' && exec "$@"`,
      'sh',
    ];
    expect(said(await runCommand(place, ['disable'], { wrapper }))).toEqual({
      code: 0,
      stdout: 'Telemetry is off.\n',
      stderr: '',
    });
    expect(await askCommand<Told>(place, ['status'])).toMatchObject({ level: 'off', source: 'choice' });
  });

  test('where another folder has a yes from the future: the no holds there, too', async ({ place }) => {
    const other = join(place.temp, `overt-${process.getuid?.() ?? 'user'}`, 'scan', 'telemetry');
    mkdirSync(other, { recursive: true, mode: 0o700 });
    writeFileSync(
      join(other, 'consent.json'),
      JSON.stringify({ format: 1, level: 'usage', at: Date.now() + 1e9, how: 'command', text: 1 }),
      { mode: 0o600 },
    );
    expect(await askCommand<Told>(place, ['status'])).toMatchObject({ level: 'usage' });
    expect(await askCommand<Told>(place, ['disable'])).toMatchObject({ level: 'off', holds: true, code: 0 });
    expect(readFileSync(join(other, 'consent.json'), 'utf8')).toContain('"level":"off"');
  });

  test('where the state folder is a file: the next place is taken', async ({ place }) => {
    writeFileSync(join(place.state, 'scan'), 'mine');
    chmodSync(join(place.state, 'scan'), 0o600);
    expect(await askCommand<Told>(place, ['disable'])).toMatchObject({ stored: true, holds: true, code: 0 });
    expect(readFileSync(join(place.state, 'scan'), 'utf8')).toBe('mine');
  });
});

function writePolicy(place: Place, rule: unknown): Readonly<Record<string, unknown>> {
  const policyFile = join(place.root, 'policy.json');
  writeFileSync(policyFile, JSON.stringify({ format: 1, tools: { scan: rule } }), { mode: 0o644 });
  return { default: 'ask', policyFile };
}
