import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { STRANGER, whyNoStranger } from '../../harness/abilities.ts';
import { expectWell, readSteps as steps, startDaemon } from '../../harness/daemon.ts';
import type { Place } from '../../harness/place.ts';
import { runTool } from '../../harness/run-tool.ts';
import { test } from '../../harness/test.ts';
import { waitFor } from '../../harness/wait-for.ts';

describe('the place of the socket', () => {
  const listen = (path: string): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer().listen(path, () => resolve(server));
    });

  /** What is made there first, where the socket is to be, and why that does not do. */
  const REFUSED: readonly (readonly [string, (place: Place) => string, RegExp])[] = [
    [
      'is a file',
      (place) => (writeFileSync(join(place.home, 's'), 'mine', { mode: 0o600 }), join(place.home, 's')),
      /no socket is there/,
    ],
    [
      'is a folder',
      (place) => (mkdirSync(join(place.home, 's')), join(place.home, 's')),
      /no socket is there/,
    ],
    [
      'is a link',
      (place) => (symlinkSync(place.sinkFile, join(place.home, 's')), join(place.home, 's')),
      /no socket is there/,
    ],
    ['is relative', () => 'daemon.sock', /not absolute/],
    ['is too long', (place) => join(place.home, 'x'.repeat(108)), /longer than 10[37] bytes/],
    [
      'is in a folder that others may enter',
      (place) => (
        mkdirSync(join(place.home, 'open')),
        chmodSync(join(place.home, 'open'), 0o755),
        join(place.home, 'open/s')
      ),
      /others may enter.*755/,
    ],
    [
      'is in a folder behind a link',
      (place) => (symlinkSync(place.state, join(place.home, 'link')), join(place.home, 'link/s')),
      /a link, or no folder/,
    ],
    ['is in no folder', (place) => join(place.home, 'a/b/s'), /cannot be used \(ENOENT\)/],
  ];

  test.for(REFUSED)(
    'that %s is refused, and nothing there is touched',
    async ([, make, reason], { place }) => {
      chmodSync(place.home, 0o700);
      const path = make(place);
      const before = existsSync(path) ? lstatSync(path) : undefined;
      const daemon = await startDaemon(place, { socket: path });
      expect(daemon.served.serving).toBe(false);
      expect(daemon.served.reason).toMatch(reason);
      if (before !== undefined) expect(lstatSync(path).ino).toBe(before.ino);
      // Without a daemon it is as ever.
      await runTool(place, { fixture: 'next.mjs' });
      await waitFor('the run', () => steps(place).length === 1);
      await daemon.end();
    },
  );

  test('where somebody listens is left to them', async ({ place }) => {
    chmodSync(place.home, 0o700);
    const path = join(place.home, 's');
    const server = await listen(path);
    const daemon = await startDaemon(place, { socket: path });
    expect(daemon.served).toMatchObject({
      serving: false,
      reason: expect.stringMatching(/somebody listens/),
    });
    expect(lstatSync(path).isSocket()).toBe(true);
    await daemon.end();
    await new Promise((resolve) => void server.close(resolve));
  });

  test('where one was left behind by a daemon that was killed is taken', async ({ place }) => {
    const first = await startDaemon(place);
    await first.kill('SIGKILL');
    expect(lstatSync(first.served.socket ?? '').isSocket()).toBe(true);
    const second = await startDaemon(place);
    expect(second.served).toEqual(first.served);
    await expectWell(second, place);
  });

  test('where a stranger has left one is refused, and nothing is removed', async ({ place, skip }) => {
    const why = whyNoStranger();
    if (why !== undefined) skip(why);
    chmodSync(place.home, 0o700);
    const path = join(place.home, 's');
    const server = await listen(path);
    chownSync(path, STRANGER, STRANGER);
    const daemon = await startDaemon(place, { socket: path });
    expect(daemon.served.reason).toMatch(/a socket of somebody else/);
    expect(lstatSync(path).uid).toBe(STRANGER);
    await daemon.end();
    await new Promise((resolve) => void server.close(resolve));
  });

  test('in the folder of a stranger is refused', async ({ place, skip }) => {
    const why = whyNoStranger();
    if (why !== undefined) skip(why);
    mkdirSync(join(place.home, 'theirs'), { mode: 0o700 });
    chownSync(join(place.home, 'theirs'), STRANGER, STRANGER);
    const daemon = await startDaemon(place, { socket: join(place.home, 'theirs/s') });
    expect(daemon.served.reason).toMatch(/belongs to somebody else/);
    await daemon.end();
  });

  test('is made, with a folder for its user alone, where only that is missing', async ({ place }) => {
    const path = join(place.home, 'run/s');
    const daemon = await startDaemon(place, { socket: path });
    expect(daemon.served).toEqual({ serving: true, socket: path });
    expect(lstatSync(join(place.home, 'run')).mode & 0o777).toBe(0o700);
    await expectWell(daemon, place);
  });

  test('is a shorter one where the state folder is too deep', async ({ place }) => {
    const runtime = join(place.root, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    const state = join(place.state, 'x'.repeat(100));
    const env = { XDG_STATE_HOME: state, XDG_RUNTIME_DIR: runtime };
    const daemon = await startDaemon(place, {}, { env });
    expect(daemon.served.socket).toMatch(new RegExp(`^${runtime}/overt-[0-9a-f]{16}\\.sock$`));
    const said = JSON.parse(readFileSync(join(state, 'scan/telemetry/daemon.json'), 'utf8')) as {
      socket: string;
    };
    expect(said.socket).toBe(daemon.served.socket);
    await expectWell(daemon, place);
    // Where nobody has made that folder, one among the temporary files.
    const other = await startDaemon(place, {}, { env: { ...env, XDG_RUNTIME_DIR: undefined } });
    expect(other.served.socket).toMatch(new RegExp(`^${place.temp}/overt-\\d+/overt-[0-9a-f]{16}\\.sock$`));
    await other.end();
  });

  test('is nowhere where that is wanted: it is a courier all the same', async ({ place }) => {
    const daemon = await startDaemon(place, { socket: false });
    expect(daemon.served).toEqual({ serving: true });
    await runTool(place, { fixture: 'next.mjs' });
    expect(existsSync(join(place.spool, 'plan.json'))).toBe(false);
    await waitFor('the run', () => steps(place).length === 1);
    await daemon.end();
  });

  test.for([
    [{ socket: 7 }],
    [{ socket: '' }],
    [{ everyMs: -1 }],
    [{ everyMs: 1.5 }],
    [{ everyMs: 'often' }],
  ])('and its options: %j is refused with a reason, and nothing is thrown', async ([options], { place }) => {
    const daemon = await startDaemon(place, options);
    expect(daemon.served.reason).toMatch(/^expected the option `(socket|everyMs)` to be/);
    await daemon.end();
  });
});

test('the temporary folder of this machine leaves room for the sockets of these tests', ({ place }) => {
  expect([tmpdir().length < 40, join(place.spool, 'daemon.sock').length <= 103]).toEqual([true, true]);
});
