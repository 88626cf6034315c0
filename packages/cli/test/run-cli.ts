import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const CLI = join(import.meta.dirname, '../dist/cli.js');

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/** Runs the command line as its user does, to its end. */
export function runCli(args: readonly string[], { cwd, env }: RunOptions): Promise<Ended> {
  return runNode([CLI, ...args], { cwd, env: { ...env } });
}

export async function runNode(args: readonly string[], { cwd, env }: RunOptions): Promise<Ended> {
  const { PATH, SystemRoot } = process.env;
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH, SystemRoot, HOME: cwd, LOCALAPPDATA: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout, stderr };
}
