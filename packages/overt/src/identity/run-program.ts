import type { Platform } from '../platform/platform.ts';

/** A program to start. */
export type Program = {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Over the few variables that any program needs. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** Whoever takes longer is not waited for: its answer is worth less than the user's processor. */
const TIMEOUT_MS = 2000;
const MAX_OUTPUT_BYTES = 256 * 1024;
/** Those with which it finds itself, its libraries and its settings; none that could tell it to work on something else. */
const PASSED = ['PATH', 'Path', 'HOME', 'USERPROFILE', 'SystemRoot', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP'];

/** Runs a program and answers what it printed, or undefined if it failed or took too long. */
export function runProgram(platform: Platform, asked: Program): Promise<string | undefined> {
  const { program, args, cwd, env, signal } = asked;
  const passed = PASSED.flatMap((name) => {
    const value = platform.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const options = {
    cwd,
    signal,
    env: { ...Object.fromEntries(passed), LC_ALL: 'C', ...env },
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    windowsHide: true,
  } as const;
  return new Promise((resolve) => {
    try {
      platform.builtin('node:child_process').execFile(program, args, options, (error, stdout) => {
        resolve(error === null ? stdout : undefined);
      });
    } catch {
      resolve(undefined);
    }
  });
}
