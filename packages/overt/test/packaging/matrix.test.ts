import { mkdirSync, mkdtempSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import { findCouriers, waitForCouriers } from '../harness/couriers.ts';
import { test } from '../harness/test.ts';
import { waitFor } from '../harness/wait-for.ts';
import { prepareUser, runTally, type TallyEnded } from './run-tally.ts';
import { installTally } from './tally.ts';
import { WAYS } from './ways.ts';
import { startWireInbox, type WireInbox } from './wire-inbox.ts';

/** To make an executable takes some seconds, and the machine may have other things to do. */
const PACK_MS = 120_000;
const COUNTED: TallyEnded = { code: 0, stdout: '2 files, 2 lines, 15 bytes\n', stderr: '' };
const INLINE = { TALLY_DELIVERY_MODE: 'inline' };

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'overt-packaging-')));
  installTally(join(root, 'app'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.for(WAYS)('$name', (way) => {
  const reason = way.whyNot?.();
  let command: readonly string[] = [];
  beforeAll(async () => {
    if (reason !== undefined) return;
    const out = join(root, way.name.replaceAll(/\W+/g, '-'));
    mkdirSync(out);
    command = await way.pack({ app: join(root, 'app'), out });
  }, PACK_MS);

  const it = test.extend('tally', async ({ place, task }) => {
    if (reason !== undefined) task.context.skip(`${way.name} is not tested: ${reason}.`);
    prepareUser(place);
    const couriers = new Set<string>();
    const inbox = await startWireInbox(() => {
      for (const pid of findCouriers(place.root)) couriers.add(programOf(pid));
    });
    onTestFinished(() => inbox.close());
    const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<TallyEnded> =>
      runTally(place, [...command, ...args], { TALLY_COLLECTOR_URL: inbox.url, ...env });
    return { run, inbox, couriers };
  });

  it('a run is delivered by a courier, and that is the program that ran the tool', async ({ tally }) => {
    expect(await tally.run(['count'])).toEqual(COUNTED);
    await waitFor('the events', () => tally.inbox.events.length >= 2);
    expect(eventsOf(tally.inbox)).toEqual([
      ['folder.counted', { files: 2, lines: 2, size: 15 }],
      ['command.invocation', { command: 'count', outcome: 'ok', exitCode: 0 }],
    ]);
    expect(tally.inbox.events.map(({ runtime }) => runtime)).toEqual([way.runtime, way.runtime]);
    if (process.platform === 'linux') expect([...tally.couriers]).toEqual([realpathSync(command[0] ?? '')]);
  });

  it('a crash is reported', async ({ tally, place }) => {
    const { code, stdout, stderr } = await tally.run(['languages', '--table', 'broken.json']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    // The runtime's own words, which are still there.
    expect(stderr).toContain('SyntaxError');
    await waitFor('the events', () => tally.inbox.events.length >= 2);
    await waitForCouriers(place.root);
    const [failure, invocation] = tally.inbox.events;
    expect(failure).toMatchObject({
      name: way.failure,
      props: { errorClass: 'syntaxerror', command: 'languages' },
    });
    // Some of it is the tool's own, wherever that is.
    expect(failure?.props['stack']).toMatch(/ \(?app:\/\/\//);
    expect(invocation).toMatchObject({
      name: 'command.invocation',
      props: { command: 'languages', outcome: way.failure, exitCode: 1 },
    });
    expect(tally.inbox.events).toHaveLength(2);
  });

  it('in CI, all is delivered when the tool has ended by itself', async ({ tally }) => {
    expect(await tally.run(['count'], INLINE)).toEqual(COUNTED);
    expect(eventsOf(tally.inbox).map(([name]) => name)).toEqual(['folder.counted', 'command.invocation']);
    expect([...tally.couriers]).toEqual([]);
  });

  it('in CI, all is delivered when the tool has ended with process.exit', async ({ tally }) => {
    const stderr = 'tally: There is no folder nowhere.\n';
    expect(await tally.run(['count', 'nowhere'], INLINE)).toEqual({ code: 2, stdout: '', stderr });
    expect(eventsOf(tally.inbox)).toEqual([
      ['command.invocation', { command: 'count', outcome: 'error', exitCode: 2 }],
    ]);
  });

  it('the user can look, and switch it off', async ({ tally }) => {
    await tally.run(['count'], INLINE);
    const asked = ['status', 'show --sample', 'log', 'doctor', 'disable', 'status'];
    const said: TallyEnded[] = [];
    for (const words of asked) said.push(await tally.run(['telemetry', ...words.split(' ')]));
    expect(said.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      asked.map(() => ({ code: 0, stderr: '' })),
    );
    const [status, show, log, doctor, , after] = said.map(({ stdout }) => stdout);
    expect(status).toMatch(/^Telemetry is on \(usage\)\./);
    expect(show).toContain('"name":"folder.counted"');
    expect(log).toContain('2 events');
    expect(doctor).toMatch(/^Nothing is wrong\./);
    expect(after).toMatch(/^Telemetry is off\./);
  });
});

/** Names, and what does not differ from run to run. */
function eventsOf({ events }: WireInbox): (readonly [string, Readonly<Record<string, unknown>>])[] {
  return events.map(({ name, props }) => {
    const { duration: _duration, durationMs: _durationMs, ...others } = props;
    return [name, others] as const;
  });
}

function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return 'one that has ended';
  }
}
