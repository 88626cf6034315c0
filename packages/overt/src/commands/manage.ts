import type { Choice } from '../consent/level.ts';
import { EXIT, fail, type Answer } from './answer.ts';
import type { Chosen } from './choose.ts';
import type { Crashes, ShownReport } from './crashes/crashes.ts';
import { deliverSoon, findHeldReport, sendSoon } from './crashes/held-report.ts';
import type { SentReport } from './crashes/send-report.ts';
import type { Input } from './command.ts';
import type { Deleted } from './delete.ts';
import type { Diagnosed } from './doctor/doctor.ts';
import type { Export } from './export.ts';
import type { Log } from './log.ts';
import type { Manager } from './manager.ts';
import type { ResetId } from './reset-id.ts';
import type { Write } from './print.ts';
import { runCommand, runSafely, type RunCommandOptions } from './run-command.ts';
import type { Shown } from './show.ts';
import type { Status } from './status.ts';
import { findCommand } from './table.ts';

/**
 * What the user of a tool can ask of its telemetry, as data: for a tool's own commands, or to offer it over MCP. None of these
 * rejects; what could not be done is `{ ok: false, problem }`. `flush` is among the functions of the telemetry itself.
 */
export type Commands = {
  /** What holds and why, where data goes, what waits. */
  readonly status: () => Promise<Answer<Status>>;
  /** Stores a choice, that of a plain yes if none is given, and says what holds now. */
  readonly enable: (choice?: Choice) => Promise<Answer<Chosen>>;
  /** Stores that it is off, and removes what was queued and kept. */
  readonly disable: () => Promise<Answer<Chosen>>;
  /** The exact requests that would leave now; with `sample`, made-up events of all kinds. Sends nothing. */
  readonly show: (options?: { readonly sample?: boolean }) => Promise<Answer<Shown>>;
  /** What has left. `since`: milliseconds since the epoch. */
  readonly log: (options?: { readonly since?: number; readonly events?: boolean }) => Promise<Answer<Log>>;
  /** The reports of crashes that are stored here. */
  readonly crashes: {
    (): Promise<Answer<Crashes>>;
    /** All that is in one of them. */
    (what: 'show', reference: string): Promise<Answer<ShownReport>>;
    /** Sends one by hand that does not leave by itself. */
    (what: 'send', reference: string): Promise<Answer<SentReport>>;
  };
  /** Everything that is stored here about the user. */
  readonly export: () => Promise<Answer<Export>>;
  /** Erases everything here but the choice, and asks each sink to erase what it has. Asks nobody first. */
  readonly delete: () => Promise<Answer<Deleted>>;
  /** Makes the next run a stranger. */
  readonly resetId: () => Promise<Answer<ResetId>>;
  /** Sends a test event to each sink, unless telemetry is off, and looks for what is wrong. */
  readonly doctor: () => Promise<Answer<Diagnosed>>;
  /**
   * Runs what follows `<tool> telemetry`: `runCommand(['status', '--json'])`. Answers the exit code (docs/commands.md).
   */
  readonly runCommand: (args: readonly string[], options?: RunCommandOptions) => Promise<number>;
};

/** @internal Carries out a call of one of the functions above. */
export async function manage(
  manager: Manager,
  name: string,
  given: readonly unknown[],
): Promise<number | Answer<unknown>> {
  if (name === 'runCommand') return runCommand(manager, toWords(given[0]), toOptions(given[1]));
  // What `introduce` needs; there is no such command.
  if (name === 'heldReport') return findHeldReport(manager, given.map(String));
  if (name === 'sendSoon') return sendSoon(manager, String(given[0]), String(given[1]));
  if (name === 'deliverSoon') return deliverSoon(manager, String(given[0]));
  const command = findCommand(name === 'resetId' ? 'reset-id' : name);
  if (command === undefined) return fail(EXIT.wrongUse, `There is no command "${name}".`);
  return runSafely(command, manager, toInput(given));
}

function toWords(args: unknown): string[] {
  return Array.isArray(args) ? args.map((word) => (typeof word === 'string' ? word : '')) : [];
}

/** A tool may pass what it likes. */
function toOptions(options: unknown): RunCommandOptions {
  const write: unknown = (options as RunCommandOptions | undefined)?.write;
  return typeof write === 'function' ? { write: write as Write } : {};
}

/** What a tool passes as values or as options, in the form in which a user types it. */
function toInput([first, ...others]: readonly unknown[]): Input {
  if (typeof first === 'string') return { words: toWords([first, ...others]), flags: {} };
  const options = Object.entries((first ?? {}) as Record<string, unknown>);
  const flags = options.filter(([, value]) => value !== undefined && value !== false);
  return { words: [], flags: Object.fromEntries(flags) as Input['flags'] };
}
