import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import { findCouriers, waitForCouriers } from '../harness/couriers.ts';
import type { Place } from '../harness/place.ts';
import { test } from '../harness/test.ts';
import { waitFor } from '../harness/wait-for.ts';
import { makeSea, whyNoSea } from './executables.ts';
import { prepareUser, runTally, spoolOf, type TallyEnded } from './run-tally.ts';
import { installTally } from './tally.ts';
import { bundleFile, bundleTally } from './ways.ts';
import { startWireInbox } from './wire-inbox.ts';

const PACK_MS = 120_000;
const PASS = '01234567890123456789';
const VERSION: TallyEnded = { code: 0, stdout: '1.4.2\n', stderr: '' };
/** A courier says nothing. */
const SILENT: TallyEnded = { code: 0, stdout: '', stderr: '' };
/** Loads its telemetry after it has done something else. */
const LATE = `
setTimeout(async () => {
  const { telemetry } = await import('./src/telemetry.js');
  telemetry.track('language.seen', { language: 'javascript', files: 1 });
  console.log('late');
}, 1);
`;

const reason = whyNoSea();
let root: string;
let tally: string;
let late: string;
beforeAll(async () => {
  if (reason !== undefined) return;
  root = realpathSync(mkdtempSync(join(tmpdir(), 'overt-executables-')));
  const [app, out, other] = ['app', 'out', 'other'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [out, other]) mkdirSync(folder);
  installTally(app);
  tally = makeSea(await bundleTally({ app, out }, 'cjs'), out, {});
  writeFileSync(join(app, 'late.js'), LATE);
  late = makeSea(await bundleFile(join(app, 'late.js'), join(other, 'late.cjs')), other, {});
}, PACK_MS);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const it = test.extend('user', async ({ place, task }) => {
  if (reason !== undefined) task.context.skip(`Executables of Node are not tested: ${reason}.`);
  prepareUser(place);
  return place;
});

describe('an executable of Node that is told to be a courier', () => {
  const asked = (place: Place): string[] => [
    '--version',
    join(spoolOf(place), 'courier-1-1.cjs'),
    spoolOf(place),
  ];

  it.for(['1', 'yes', '', PASS, '../../01234567890123', `${PASS}\n`])(
    'by a variable alone (%j) stays the tool',
    async (pass, { user }) => {
      expect(await runTally(user, [tally, '--version'], { OVERT_COURIER: pass })).toEqual(VERSION);
      expect(await runTally(user, [tally, ...asked(user)], { OVERT_COURIER: pass })).toEqual(VERSION);
      expect((await runTally(user, [tally, 'count'], { OVERT_COURIER: pass })).stdout).toMatch(/^2 files/);
    },
  );

  it('with a pass becomes one, once', async ({ user }) => {
    leavePass(user, PASS);
    expect(await runTally(user, [tally, ...asked(user)], { OVERT_COURIER: PASS })).toEqual(SILENT);
    expect(await runTally(user, [tally, ...asked(user)], { OVERT_COURIER: PASS })).toEqual(VERSION);
  });

  it('with a pass that says something else, or that others could write, stays the tool', async ({ user }) => {
    leavePass(user, PASS, { text: '98765432109876543210' });
    expect(await runTally(user, [tally, ...asked(user)], { OVERT_COURIER: PASS })).toEqual(VERSION);
    leavePass(user, PASS, { mode: 0o666 });
    expect(await runTally(user, [tally, ...asked(user)], { OVERT_COURIER: PASS })).toEqual(VERSION);
  });
});

describe('an executable of Node', () => {
  it('starts itself, and leaves no pass behind', async ({ user }) => {
    const inbox = await startWireInbox();
    onTestFinished(() => inbox.close());
    await runTally(user, [tally, 'count'], { TALLY_COLLECTOR_URL: inbox.url });
    await waitFor('the events', () => inbox.events.length === 2);
    await waitForCouriers(user.root);
    expect(readdirSync(join(spoolOf(user), 'starts')).filter((name) => name.startsWith('self-'))).toEqual([]);
  });

  it('takes over from a courier that was killed', async ({ user }) => {
    const inbox = await startWireInbox();
    onTestFinished(() => inbox.close());
    inbox.setFault('silent');
    await runTally(user, [tally, 'count'], { TALLY_COLLECTOR_URL: inbox.url });
    await waitFor('the request', () => inbox.requests() > 0);
    const [courier = 0] = findCouriers(user.root);
    process.kill(courier, 'SIGKILL');
    await waitForCouriers(user.root);
    inbox.setFault('none');
    await runTally(user, [tally, 'count'], { TALLY_COLLECTOR_URL: inbox.url });
    await waitFor('the events of both', () => inbox.events.length === 4);
  });

  it('is not started again if it loads its telemetry after other work', async ({ user }) => {
    const inbox = await startWireInbox();
    onTestFinished(() => inbox.close());
    const env = { TALLY_COLLECTOR_URL: inbox.url };
    expect(await runTally(user, [late], env)).toEqual({ code: 0, stdout: 'late\n', stderr: '' });
    expect(findCouriers(user.root)).toEqual([]);
    expect(existsSync(join(spoolOf(user), 'plan.json'))).toBe(false);
    // What it left is delivered from within, where it says so.
    await runTally(user, [late], { ...env, TALLY_DELIVERY_MODE: 'auto' });
    expect(inbox.events.map(({ name }) => name)).toEqual(['language.seen', 'language.seen']);
  });
});

function leavePass(
  place: Place,
  name: string,
  { text = name, mode = 0o600 }: { readonly text?: string; readonly mode?: number } = {},
): void {
  const folder = join(spoolOf(place), 'starts');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(join(folder, `self-${name}`), { force: true });
  const file = join(folder, `self-${name}`);
  writeFileSync(file, text);
  chmodSync(file, mode);
}
