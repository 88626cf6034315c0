import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../harness/place.ts';

/** What can be seen of the tool from outside. */
export type TallyEnded = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Where the tool keeps its state in a place. */
export function spoolOf({ state }: Place): string {
  return join(state, 'tally/telemetry');
}

/** The user has said yes, and has a project to count and a table of languages that is broken. */
export function prepareUser(place: Place): void {
  const folder = spoolOf(place);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const choice = { format: 1, level: 'usage', how: 'command', at: 1, text: 1 };
  writeFileSync(join(folder, 'consent.json'), JSON.stringify(choice), { mode: 0o600 });
  writeFileSync(join(place.cwd, 'a.js'), 'one\ntwo\n');
  writeFileSync(join(place.cwd, 'broken.json'), '{broken');
}

/** Runs the tool in a place, by the command with which it is started there. */
export function runTally(
  place: Place,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TallyEnded> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: place.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: place.home,
      XDG_STATE_HOME: place.state,
      TMPDIR: place.temp,
      NO_COLOR: '1',
      TALLY_COLLECTOR_KEY: 'key',
      TALLY_DELIVERY_INTERVAL_MS: '0',
      // On a machine that has much else to do, too.
      TALLY_DELIVERY_DEADLINE_MS: '20000',
      ...env,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
