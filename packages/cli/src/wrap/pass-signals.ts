import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** What a terminal sends to everybody who runs in it: sent on, it would come twice, which many programs take for "at once!". */
const OF_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGHUP'];
const OF_OTHERS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGUSR1', 'SIGUSR2'];
const ON_WINDOWS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGBREAK'];

/**
 * Until the answer is called, signals to us are for the program: we stay until it has ended. To be called before the program is started, since a
 * signal that comes in between would end us alone; Node calls listeners when that is done.
 */
export function passSignals(findProgram: () => ChildProcess | undefined): () => void {
  const stops = listSignals().map((signal) => {
    const pass = (): void => {
      if (!comesToBoth(signal)) findProgram()?.kill(signal);
    };
    process.on(signal, pass);
    return () => process.off(signal, pass);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function listSignals(): readonly NodeJS.Signals[] {
  return process.platform === 'win32' ? ON_WINDOWS : [...OF_TERMINAL, ...OF_OTHERS];
}

/** On Windows the console tells all that run in it, and there is no other way to send one. */
function comesToBoth(signal: NodeJS.Signals): boolean {
  if (process.platform === 'win32') return true;
  return OF_TERMINAL.includes(signal) && hasTerminal();
}

function hasTerminal(): boolean {
  if ([0, 1, 2].some((fd) => isatty(fd))) return true;
  try {
    // All three may lead elsewhere, and the terminal is still there.
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
