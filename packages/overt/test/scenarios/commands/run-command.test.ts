import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { askCommand, runCommand, said, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { readDelivered } from '../../harness/delivered.ts';
import { startInbox } from '../../harness/inbox.ts';
import { storeConsent } from '../../harness/place.ts';
import { startRemote } from '../../harness/remote.ts';
import { runTool } from '../../harness/run-tool.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { test } from '../../harness/test.ts';

const ASK = { consent: { default: 'ask' } };
const COMMANDS = 'status enable disable show log crashes export delete reset-id doctor flush'.split(' ');

describe('a command that is typed wrong', () => {
  test.for([
    { args: ['stauts'], says: 'There is no command "stauts". Expected one of status,' },
    { args: ['toString'], says: 'There is no command "toString".' },
    {
      args: ['status', '--verbose'],
      says: 'There is no flag --verbose. See `scan telemetry status --help`.',
    },
    { args: ['--verbose'], says: 'There is no flag --verbose.' },
    { args: ['status', '-x'], says: 'There is no flag -x.' },
    { args: ['status', '--toString'], says: 'There is no flag --toString.' },
    { args: ['status', 'all'], says: 'There is one word too many: "all".' },
    { args: ['crashes', 'show', 'A', 'B'], says: 'There is one word too many: "B".' },
    { args: ['enable', 'usage', 'full'], says: 'There is one word too many: "full".' },
    { args: ['show', '--sample=1'], says: '--sample takes no value.' },
    { args: ['export', '--out'], says: 'Expected <file> after --out.' },
    { args: ['enable', '\u001b[31mred'], says: 'got "?[31mred"' },
  ])('$args', async ({ args, says }, { place }) => {
    const { code, stdout, stderr } = await runCommand(place, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`scan: ${says}`.replace('scan: got', 'got'));
    expect(stderr.endsWith('\n')).toBe(true);
    expect(existsSync(place.spool)).toBe(false);
  });
});

describe('help', () => {
  test.for([[], ['help'], ['--help'], ['-h']].slice(1))('%s lists all commands', async (args, { place }) => {
    const text = await succeed(place, args);
    for (const name of COMMANDS) expect(text).toContain(`\n  ${name} `);
    expect(text).toContain('SCAN_TELEMETRY=off');
  });

  test.for(COMMANDS)('of %s does nothing else', async (name, { place }) => {
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    const before = snapshot(place.root);
    expect(await succeed(place, [name, '--help'])).toContain(`Usage: scan telemetry ${name} `);
    expect(snapshot(place.root)).toEqual(before);
  });

  test('says what the author says that is typed', async ({ place }) => {
    const options = { consent: { default: 'ask', text: { command: 'scan privacy' } } };
    expect(await succeed(place, ['--help'], { options })).toContain('Usage: scan privacy [command]');
  });
});

describe('each command', () => {
  test.for(COMMANDS)('%s answers with one JSON document', async (name, { place }) => {
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options: ASK });
    await waitForCouriers(place.root);
    const args = name === 'delete' ? [name, '--yes'] : [name];
    expect(await askCommand(place, args)).toMatchObject({ ok: true, code: 0 });
  });

  test('answers in JSON that it could not be done, too', async ({ place }) => {
    const { code, stdout, stderr } = await runCommand(place, ['delete', '--json']);
    expect({ code, answer: JSON.parse(stdout) as unknown }).toEqual({
      code: 2,
      answer: { ok: false, exitCode: 2, problem: 'Nothing was done. Without a terminal, say --yes.' },
    });
    expect(stderr).not.toBe('');
  });

  test('is there as a function whose answer is data', async ({ place }) => {
    const tool = startRemote(place, { options: ASK });
    expect(await tool.call('enable', 'errors')).toMatchObject({ ok: true, level: 'errors', holds: true });
    expect(await tool.call('enable', 'everything')).toMatchObject({ ok: false, exitCode: 2 });
    await tool.call('track', 'scan.failed', { n: 1 });
    expect(await tool.call('status')).toMatchObject({ ok: true, level: 'errors', waiting: { events: 1 } });
    expect(await tool.call('show', { sample: true })).toMatchObject({ ok: true, sample: true });
    expect(await tool.call('flush', { timeoutMs: 20_000 })).toMatchObject({ outcome: 'delivered' });
    expect(await tool.call('log', { since: 0, events: true })).toMatchObject({
      entries: [{ sent: 1, events: [{ name: 'scan.failed' }] }],
    });
    expect(await tool.call('log', { since: Date.now() + 60_000 })).toMatchObject({ entries: [] });
    expect(await tool.call('export')).toMatchObject({ ok: true, format: 1 });
    expect(await tool.call('doctor')).toMatchObject({ ok: true, healthy: true });
    expect(await tool.call('resetId')).toMatchObject({ ok: true, past: 1 });
    expect(await tool.call('delete')).toMatchObject({ ok: true, places: [{ state: 'impossible' }] });
    expect(await tool.call('disable')).toMatchObject({ ok: true, level: 'off', holds: true });
    expect(await tool.call('runCommand', ['--quiet'])).toBe(1);
    // Switched off, a tool that goes on records nothing more.
    await tool.call('track', 'scan.failed', { n: 2 });
    await tool.end();
    expect(readDelivered(place).map(({ name }) => name)).toEqual(['scan.failed', 'telemetry.test']);
  });

  test('prints all of it into a pipe that nobody empties at once', async ({ place }) => {
    const whole = await succeed(place, ['show', '--sample']);
    const wrapper = ['sh', '-c', '"$@" | (sleep 1; cat)', 'sh'];
    const { stdout } = await runCommand(place, ['show', '--sample'], { wrapper });
    expect(stdout.length).toBe(whole.length);
    const cut = ['sh', '-c', '"$@" | head -c 10', 'sh'];
    expect(said(await runCommand(place, ['show', '--sample'], { wrapper: cut }))).toMatchObject({
      stderr: '',
    });
  });
});

describe('flush', () => {
  test('delivers, or says what is left', async ({ place }) => {
    const inbox = await startInbox();
    const options = { ...ASK, sinks: [['http', { url: inbox.url, name: 'main' }]] as const };
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    inbox.setFault('broken');
    await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options });
    await waitForCouriers(place.root);
    expect(said(await runCommand(place, ['flush'], { options }))).toEqual({
      code: 1,
      stdout: '4 events still wait. See `scan telemetry status`.\n',
      stderr: '',
    });
    inbox.setFault('none');
    expect(await succeed(place, ['flush'], { options })).toBe('All is delivered.\n');
    expect(inbox.events()).toHaveLength(4);
    await inbox.close();
  });

  test('off: sends nothing', async ({ place }) => {
    const { code, stdout } = await runCommand(place, ['flush']);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: 'Telemetry is off: no event was sent. See `scan telemetry status`.\n',
    });
    expect(existsSync(place.spool)).toBe(false);
  });
});
