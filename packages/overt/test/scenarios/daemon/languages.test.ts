import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished } from 'vitest';
import { storeConsent, type Place } from '../../harness/place.ts';
import { createEnv } from '../../harness/run-tool.ts';
import { unfold } from '../../harness/docs-code.ts';
import { startInbox } from '../../harness/inbox.ts';
import { test } from '../../harness/test.ts';
import { waitFor } from '../../harness/wait-for.ts';

type DocsDaemon = {
  readonly folder: string;
  readonly socket: string;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly end: () => Promise<number | null>;
};

/** What a script may take where the daemon hangs, on a busy machine: for ever is longer. */
const PATIENCE = { timeout: 20_000 };

/** Starts the daemon of docs/daemons.md. */
async function startFromDocs(place: Place, url: string): Promise<DocsDaemon> {
  const folder = unfold('daemons.md', place.root);
  storeConsent(join(place.state, 'tally/telemetry'), { how: 'command', level: 'usage' });
  const env = { ...createEnv(place, { fixture: '' }), TALLY_URL: url };
  const child = spawn(process.execPath, [join(folder, 'daemon.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  const { value: socket } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const end = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { folder, socket: String(socket), signal: (name) => void child.kill(name), end };
}

/** Why a script cannot be run here, if it cannot. */
function whyNot(program: string, args: readonly string[]): string | undefined {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' });
  return error === undefined && status === 0 ? undefined : `there is no ${program} here that can do it`;
}

/** Debian's, as that of a version manager may look for its own files in a home. */
const PYTHON = '/usr/bin/python3';

function whyNotPython(): string | undefined {
  return whyNot(PYTHON, ['-c', 'import socket; socket.AF_UNIX']);
}

function whyNotShell(): string | undefined {
  return whyNot('sh', ['-c', 'nc -h 2>&1 | grep -q -e -U && nc -h 2>&1 | grep -q -e -N']);
}

test('a script in Python hands an event over, as docs/daemons.md shows', async ({ place, skip }) => {
  const why = whyNotPython();
  if (why !== undefined) skip(why);
  const inbox = await startInbox();
  onTestFinished(() => inbox.close());
  const { folder, socket, end } = await startFromDocs(place, inbox.url);
  for (let round = 0; round < 3; round += 1) execFileSync(PYTHON, [join(folder, 'hand_over.py'), socket]);
  expect(await end()).toBe(0);
  const handed = (): unknown[] =>
    inbox.events().flatMap(({ name, props }) => (name === 'folder.counted' ? [props] : []));
  await waitFor('three events', () => handed().length === 3);
  expect(handed()).toEqual([{ files: 3 }, { files: 3 }, { files: 3 }]);
  // Without a daemon the script goes on.
  execFileSync(PYTHON, [join(folder, 'hand_over.py'), socket]);
});

test('no script waits for a daemon that hangs, or says anything where there is none', async ({
  place,
  skip,
}) => {
  const scripts = (
    [
      [PYTHON, ['hand_over.py'], whyNotPython()],
      ['sh', ['hand-over.sh', '0', '5'], whyNotShell()],
    ] as const
  ).filter(([, , why]) => why === undefined);
  if (scripts.length === 0) skip('there is neither Python nor a fitting nc here');
  const inbox = await startInbox();
  onTestFinished(() => inbox.close());
  const { folder, socket, signal, end } = await startFromDocs(place, inbox.url);
  const runAll = (): void => {
    for (const [program, [script, ...args]] of scripts) {
      const ran = spawnSync(program, [join(folder, script), socket, ...args], PATIENCE);
      expect([script, ran.status, String(ran.stdout) + String(ran.stderr)]).toEqual([script, 0, '']);
    }
  };
  signal('SIGSTOP');
  runAll();
  signal('SIGCONT');
  expect(await end()).toBe(0);
  runAll();
});

test('a script for a shell hands a command over, as docs/daemons.md shows', async ({ place, skip }) => {
  const why = whyNotShell();
  if (why !== undefined) skip(why);
  const inbox = await startInbox();
  onTestFinished(() => inbox.close());
  const { folder, socket, end } = await startFromDocs(place, inbox.url);
  execFileSync('sh', [join(folder, 'hand-over.sh'), socket, '3', '41']);
  expect(await end()).toBe(0);
  const sync = await waitFor('the command', () =>
    inbox.events().find(({ props }) => props['command'] === 'sync'),
  );
  expect(sync).toMatchObject({
    name: 'command.invocation',
    props: { command: 'sync', outcome: 'error', exitCode: 3, durationMs: 41 },
  });
  const own = inbox.events().find(({ props }) => props['command'] === 'daemon');
  expect(own?.props).toEqual({ command: 'daemon', outcome: 'ok', exitCode: 0 });
});
