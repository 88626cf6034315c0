import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = join(import.meta.dirname, '../../../../node_modules');

/** Programs as npm brings them: none of these is asked of the machine. */
export const PROGRAMS = {
  bun: join(MODULES, 'bun/bin/bun.exe'),
  deno: join(MODULES, 'deno/deno'),
  ncc: join(MODULES, '@vercel/ncc/dist/ncc/cli.js'),
  postject: join(MODULES, 'postject/dist/cli.js'),
} as const;

/** Why a program cannot be used here, if it cannot: npm does not bring it for every machine. */
export function whyNot(
  name: keyof typeof PROGRAMS,
  args: readonly string[] = ['--version'],
): string | undefined {
  const program = PROGRAMS[name];
  if (!existsSync(program)) return `npm has not brought ${name}`;
  const { status } = spawnSync(program, args, { stdio: 'ignore' });
  return status === 0 ? undefined : `${name} does not run here`;
}

/** Runs a program that makes something, and fails with what it said. */
export function make(command: readonly string[], cwd: string): void {
  const [program = '', ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} failed:\n${stdout}${stderr}`);
}
