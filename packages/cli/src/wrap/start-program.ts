import { spawn, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';

/** How a program ended: with an exit code, by a signal, or without having begun. */
export type ProgramEnd =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'not-started'; readonly code: number; readonly problem: string };

/** The codes that shells give for these. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** A program that runs with our terminal, our folder and our standard streams as its own. */
export type StartedProgram = {
  readonly child: ChildProcess;
  readonly ended: Promise<ProgramEnd>;
};

export function startProgram(
  [file, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): StartedProgram {
  const child = spawn(file, args, { env, stdio: 'inherit' });
  const ended = new Promise<ProgramEnd>((settle) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      // A program that cannot be sent a signal is no program that has not begun.
      if (child.pid === undefined) settle(explain(file, error));
    });
    child.once('exit', (code, signal) =>
      settle(signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal }),
    );
  });
  return { child, ended };
}

function explain(file: string, { code }: NodeJS.ErrnoException): ProgramEnd {
  const name = file.includes('/') ? file : basename(file);
  if (code === 'ENOENT')
    return { kind: 'not-started', code: NOT_FOUND, problem: `${name}: command not found` };
  const why = code === 'EACCES' ? 'permission denied' : (code ?? 'it cannot be run');
  return { kind: 'not-started', code: NOT_EXECUTABLE, problem: `${name}: ${why}` };
}
