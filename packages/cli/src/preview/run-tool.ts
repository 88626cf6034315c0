import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CliError } from '../errors.ts';

export type ToolRun = {
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Sends the tool's output to stderr, where stdout is for ours. */
  readonly isQuiet: boolean;
};

/** The codes that shells give for these. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
/** Of a process that a signal ended, shells report 128 and the number of the signal. */
const SIGNAL_BASE = 128;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the tool as it would run, with our terminal as its own. Answers its exit code. */
export async function runTool({ command: [file, ...args], env, isQuiet }: ToolRun): Promise<number> {
  const child = spawn(file, args, { env, stdio: ['inherit', isQuiet ? 2 : 'inherit', 'inherit'] });
  // We stay to report what the tool would have sent. A terminal gives Ctrl-C to both of us; twice would be "at once!".
  const forward = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) =>
        resolve(code ?? SIGNAL_BASE + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const [why, exitCode] =
      code === 'ENOENT' ? ['there is no such program', NOT_FOUND] : [String(code), NOT_EXECUTABLE];
    throw new CliError(`${file} cannot be run: ${why}.`, exitCode);
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}
