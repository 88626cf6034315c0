import type { ProgramEnd } from './start-program.ts';

/**
 * The signals with which a system may write the memory of what they end to a file. From us that would be another file, perhaps in the place
 * of the one that matters: so we end as a shell does, with a code that says the signal.
 */
const DUMPING: readonly NodeJS.Signals[] = [
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGSYS',
  'SIGXCPU',
  'SIGXFSZ',
];

/** Ends this process as the program has ended: with its code, or by the same signal, so that whoever waits for us sees no difference. */
export function endAs(ended: ProgramEnd, exitCode: number): void {
  process.exitCode = exitCode;
  if (ended.kind === 'signal' && !DUMPING.includes(ended.signal) && process.platform !== 'win32')
    process.kill(process.pid, ended.signal);
}
