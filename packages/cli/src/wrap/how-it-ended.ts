import { constants } from 'node:os';
import type { CommandEnd, CommandOutcome } from 'overt';
import type { ProgramEnd } from './start-program.ts';

/** Of a process that a signal ended, shells report 128 and the number of the signal. */
const SIGNAL_BASE = 128;
/** sysexits.h. Many programs use 2 for it and others use that for something else, so an author has to say so. */
export const USAGE_CODES: readonly number[] = [64];

/** Somebody wanted it to end. */
const CALLED_OFF: readonly string[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
/** A fault in the program. */
const FAULTS: readonly string[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS'];

/** What is recorded of a program that has ended, and with which code we would end. */
export function describeEnd(ended: ProgramEnd, usageCodes = USAGE_CODES): Required<CommandEnd> {
  if (ended.kind === 'signal') {
    const exitCode = SIGNAL_BASE + constants.signals[ended.signal];
    return { exitCode, outcome: outcomeOfSignal(ended.signal) };
  }
  const { code } = ended;
  if (code === 0) return { exitCode: 0, outcome: 'ok' };
  if (usageCodes.includes(code)) return { exitCode: code, outcome: 'usage-error' };
  // A shell script whose own program was called off ends so.
  const isCalledOff = CALLED_OFF.some((name) => code - SIGNAL_BASE === signalNumber(name));
  return { exitCode: code, outcome: isCalledOff ? 'interrupted' : 'error' };
}

function outcomeOfSignal(signal: string): CommandOutcome {
  if (CALLED_OFF.includes(signal)) return 'interrupted';
  return FAULTS.includes(signal) ? 'crash' : 'error';
}

function signalNumber(name: string): number | undefined {
  return (constants.signals as Readonly<Record<string, number>>)[name];
}
