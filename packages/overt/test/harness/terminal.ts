import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createEnv, findFixture, type ToolRun } from './run-tool.ts';
import type { Place } from './place.ts';
import { waitFor } from './wait-for.ts';

/** A tool at a terminal, and what a person sees and does there. */
export type AtTerminal = {
  readonly pid: number;
  /** All that was printed so far. */
  readonly screen: () => string;
  /** Waits until `text` is on the screen. */
  readonly see: (text: string) => Promise<void>;
  readonly type: (keys: string) => void;
  /** Hangs up: nothing more will be typed. */
  readonly hangUp: () => void;
  readonly ended: Promise<{ readonly code: number | null; readonly screen: string }>;
};

export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';

/** Why there are no terminals here, if there are none. */
export function whyNoTerminal(): string | undefined {
  if (process.platform !== 'linux') return 'the `script` of Linux makes terminals';
  const { status } = spawnSync('script', ['-qefc', 'true', '/dev/null'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'there is no `script` (util-linux)';
}

/** Runs a fixture at a terminal of its own. `redirect` is what a person types after it, such as `> file`. */
export function startAtTerminal(place: Place, run: ToolRun & { readonly redirect?: string }): AtTerminal {
  const { args = [], redirect = '' } = run;
  const words = [process.execPath, findFixture(run), ...args];
  const command = `${words.map((word) => `'${word}'`).join(' ')} ${redirect}`;
  const child = spawn('script', ['-qefc', `exec ${command}`, '/dev/null'], {
    cwd: place.cwd,
    env: { ...createEnv(place, run), TERM: 'xterm', SHELL: '/bin/sh' },
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
  child.stdin.on('error', () => {});
  return {
    pid: child.pid ?? 0,
    screen: () => screen,
    see: async (text) => void (await waitFor(`"${text}" on the screen`, () => screen.includes(text))),
    type: (keys) => void child.stdin.write(keys),
    hangUp: () => void child.stdin.end(),
    ended: observe(child, () => screen),
  };
}

function observe(child: ChildProcess, screen: () => string): AtTerminal['ended'] {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, screen: screen() }));
  });
}
