import type { BuiltinEvents } from '../catalogue/builtin.ts';
import type { Catalogue, PropsOf, PropValue, TrackArguments } from '../catalogue/event.ts';
import type { ErrorFields } from '../errors/options.ts';
import type { Commands } from '../commands/manage.ts';
import type { ExplainedDecision } from '../consent/decision.ts';
import type { Session, SessionOptions } from '../agents/session.ts';
import type { CommandDetails, RunningCommand } from './running-command.ts';
import type { Introduction } from './introduce.ts';
import type { Choice } from '../consent/level.ts';
import type { Hints } from '../consent/situation.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { CourierServer, ServeOptions } from '../daemon/courier-server.ts';
import type { RunStats } from './run-stats.ts';

/** What a tool calls. None of it throws, prints, or keeps the process alive. */
export type Telemetry<
  Events extends Catalogue = Catalogue,
  Extra extends ErrorFields = ErrorFields,
> = Commands & {
  /**
   * Records one event. When it has returned, the event is with the operating system and survives whatever happens to
   * this process.
   */
  readonly track: <Name extends keyof (Events & BuiltinEvents) & string>(
    name: Name,
    ...props: TrackArguments<(Events & BuiltinEvents)[Name]>
  ) => void;
  /**
   * Runs `body` and records the command's outcome, exit code and duration, also when it throws or calls process.exit.
   * What `body` returns or throws passes through.
   *
   * @param name the command as it is registered, such as `remote add`; never what was typed
   */
  readonly command: <Result>(name: string, body: () => Result, details?: CommandDetails) => Result;
  /**
   * The same for what cannot be put around a command, such as the hooks of a framework: says that it begins. Where nobody says
   * that it ends, it ends with the process.
   */
  readonly startCommand: (name: string, details?: CommandDetails) => RunningCommand;
  /** Begins an agent's session, or this process's part of one (docs/agents.md). What nobody ends, ends with the process. */
  readonly session: (options: SessionOptions) => Session;
  /** The session within which the code runs that asks, if there is one. */
  readonly currentSession: () => Session | undefined;
  /** Runs `body` so that `getTelemetry` answers this telemetry in all that it starts: for a process that hosts several tools. */
  readonly host: <Result>(body: () => Result) => Result;
  /**
   * Reports an error that the tool has handled, once, however often it is passed on. Answers by which reference its report can
   * be found, if there is one: errors that are to be expected have none.
   */
  readonly captureError: (error: unknown, fields?: ErrorProps<Extra>) => string | undefined;
  /** Makes an error that nobody can catch (a rejection), right after the code that runs now: to see that crashes arrive. */
  readonly crashForTest: () => void;
  /** Delivers now, from within this process, for at most `timeoutMs` (default 2000). Never rejects. */
  readonly flush: (options?: { readonly timeoutMs?: number }) => Promise<FlushResult>;
  /** Ends the run before the process does, and starts delivery as it would at exit. Never rejects. */
  readonly close: () => Promise<void>;
  /**
   * Asks the user, or tells them, if that is still to be done and this is the moment for it: a person at a terminal, no
   * CI, no agent, no output for a program. Await it before the first command. With a default of `on`, `command` tells
   * them by itself. With `errors.ask`, it asks whether the report of the last crash may be sent. Never rejects.
   */
  readonly introduce: (hints?: Hints) => Promise<Introduction>;
  /** At which level telemetry runs, and why. */
  readonly consent: () => ExplainedDecision;
  /**
   * Stores what the user chose. `off` also removes everything that was queued. Answers whether it could be stored; it
   * cannot where somebody else decides (`consent().locked`).
   */
  readonly choose: (choice: Choice) => boolean;
  /**
   * A keyed hash of what is particular to this machine and user, 16 hexadecimal digits, which differs between tools.
   * Nothing in CI, in containers and where telemetry is off. Never rejects. Starts a program on macOS and Windows, once.
   */
  readonly hashedMachineId: () => Promise<string | undefined>;
  /** The account of what was recorded, delivered and dropped on this machine, by sink. */
  readonly ledger: () => Promise<Readonly<Record<string, LedgerView>>>;
  /** What the commands of this run came to so far. What all runs came to is `<tool> telemetry stats`. */
  readonly stats: () => Readonly<RunStats>;
  /**
   * Makes this process, which runs for long, the courier of all runs of its user's tool, and lets programs in other languages
   * hand events over through a local socket (docs/daemons.md). Never rejects: where it cannot serve, `serving` is false, and
   * couriers are started as without it.
   */
  readonly serveCourier: (options?: ServeOptions) => Promise<CourierServer>;
};

/**
 * What may be said of an error: the command that it ended, if not the one that is open, its exit code, and the author's
 * fields (`errors.fields`).
 */
export type ErrorProps<Extra extends ErrorFields> = {
  readonly command?: string;
  readonly exitCode?: number;
} & (string extends keyof Extra ? Readonly<Record<string, PropValue | undefined>> : Partial<PropsOf<Extra>>);

/** How a flush ended. `timeout`: what could not be delivered in time stays in the spool. */
export type FlushResult = {
  readonly outcome: 'delivered' | 'pending' | 'timeout' | 'off';
  /** Events that still wait, the most of any sink. */
  readonly pending: number;
};
