import { attempt } from '../platform/attempt.ts';
import { createLocalRedactor } from '../redact/local.ts';
import type { Redactor } from '../redact/redact.ts';
import type { ErrorNotes } from '../spool/run-file.ts';
import type { Writer } from '../spool/writer.ts';
import type { Context } from '../telemetry/context.ts';
import { exitCodeOf } from '../telemetry/command.ts';
import type { CommandOutcome } from '../telemetry/running-command.ts';
import type { Gate } from '../telemetry/gate-keeper.ts';
import type { Settings } from '../telemetry/options.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import { describeError, type ErrorFacts } from './describe.ts';
import { isDroppedEnvironment } from './dropped-environment.ts';
import { kindOf } from './expected.ts';
import { readFrameLines } from './frame-lines.ts';
import { KnownFailures, type Recorded } from './known-failures.ts';
import { findOwnCode } from './package-root.ts';
import { readProperty } from './read-error.ts';
import { referenceOf } from './reference.ts';
import { sayReference } from './say-reference.ts';
import { StormWatch } from './storm-watch.ts';
import { findTold, type Asker } from './told-by-worker.ts';

/** Most runs meet no error, and do not load what reports them. */
export type LazyReporter = {
  readonly load: () => ErrorReporter;
  /** Nothing where telemetry is off: then not even the code is read. */
  readonly loadIfOn: () => ErrorReporter | undefined;
  /** The tool goes on: whatever was thrown has been caught. */
  readonly goOn: () => void;
  /** Does what is still to be done before the run or its file ends. */
  readonly settle: () => void;
  /** How many errors were recorded. */
  readonly count: () => number;
};

/** Where a command failed. */
export type FailedCommand = { readonly command: string; readonly exitCode: number };

const OUTCOME_OF_KIND: Readonly<Record<string, CommandOutcome>> = {
  usage: 'usage-error',
  abort: 'interrupted',
};

/** The kind of an error that a tool has handled without telling of it. */
const UNKNOWN = 'unknown';

type Props = Readonly<Record<string, unknown>>;

/** What it takes of a run: the tool's own, or what a thread or process of the tool has to report (worker/worker-reports.ts). */
export type ErrorRecorder = Pick<Recorder, 'run' | 'open' | 'resource' | 'record'> & {
  readonly writer: Pick<Writer, 'append' | 'countDrop' | 'folder'>;
  /** Of a thread or process: which part of which run it is. */
  readonly part?: Asker;
};
export type ErrorContext = Pick<Context, 'platform'> & {
  readonly settings: Pick<Settings, 'tool' | 'errors' | 'text'>;
  readonly gate: Pick<Gate, 'current'>;
};

/** Reports the errors of one run, each failure once. */
export class ErrorReporter {
  readonly #context: ErrorContext;
  readonly #recorder: ErrorRecorder;
  readonly #known: KnownFailures;
  /** What commands ended with while nothing was recorded. */
  readonly #unrecorded: KnownFailures;
  readonly #storms = new StormWatch();
  /** Errors of events that have no frames yet. */
  readonly #pending = new Map<number, readonly unknown[]>();
  #ownCode: Pick<ErrorNotes, 'root' | 'script'> | undefined;
  #redactor: Redactor | undefined;
  /** The command that has just failed, where its error is still on its way to somebody. */
  #failed: FailedCommand | undefined;
  #count = 0;

  constructor(context: ErrorContext, recorder: ErrorRecorder) {
    this.#context = context;
    this.#recorder = recorder;
    this.#known = new KnownFailures(context.platform);
    this.#unrecorded = new KnownFailures(context.platform);
  }

  /** How many errors were recorded. */
  get count(): number {
    return this.#count;
  }

  /** An error that nobody caught. Answers whether it is a crash, and not one of the errors that are to be expected. */
  crash(error: unknown, origin: string): boolean {
    const before = this.#known.find(error);
    if (this.#isOff() || before?.name === 'command.error') return false;
    if (before?.name === 'crash') {
      // A thread has told of it, and nobody of its report.
      if (before.run !== undefined) this.#sayReference(this.#referenceOf(before));
      return true;
    }
    const props = {
      origin: origin === 'unhandledRejection' ? 'rejection' : 'exception',
      command: before?.command ?? this.#failed?.command ?? this.#recorder.open.at(-1),
      // If somebody else listens, the process may go on.
      intercepted: this.#context.platform.system.isIntercepted() || undefined,
    };
    const recorded = this.#report(error, ['crash', props], before);
    if (recorded?.name !== 'crash') return false;
    this.#sayReference(this.#referenceOf(recorded));
    return true;
  }

  /**
   * A command ended with an error. Where that is not known yet, it may still be told of as a crash, or captured. Answers what the
   * error makes of the command.
   */
  command(
    failure: { readonly error: unknown } | undefined,
    where: FailedCommand,
  ): CommandOutcome | undefined {
    if (failure === undefined) {
      this.#failed ??= where;
      this.#settleSoon();
      return undefined;
    }
    if (this.#isOff()) this.#unrecorded.remember(failure.error, { name: '', seq: 0, command: where.command });
    else if (this.#known.find(failure.error) === undefined) this.#report(failure.error, ['error', where]);
    return this.outcomeOf(failure.error);
  }

  /** What an error makes of the command that it ended, as long as it is no crash. */
  outcomeOf(error: unknown): CommandOutcome {
    const kind = kindOf(error, this.#context.settings.errors);
    return (kind !== undefined && OUTCOME_OF_KIND[kind]) || 'error';
  }

  /** The tool goes on after a command that failed. It knows the error, and we do not. */
  goOn(): void {
    const where = this.#failed;
    this.#failed = undefined;
    if (where === undefined || this.#isOff()) return;
    const seq = this.#recorder.record('command.error', { ...where, errorKind: UNKNOWN });
    if (seq !== undefined) this.#count += 1;
  }

  /** The command that an error ended which nobody has been told of, or that is open. */
  commandOf(error: unknown): string | undefined {
    return this.#unrecorded.find(error)?.command ?? this.#failed?.command ?? this.#recorder.open.at(-1);
  }

  /** An error that the tool has handled. Answers the reference of its report, if there is one. */
  capture(error: unknown, fields: unknown): string | undefined {
    if (this.#isOff()) return undefined;
    const given = attempt(() => ({ ...(fields as object) })) ?? {};
    const props = { command: this.#recorder.open.at(-1), ...this.#failed, ...given };
    const exitCode = exitCodeOf(error);
    const whole = exitCode === undefined ? props : { ...props, exitCode, ...given };
    const recorded = this.#known.find(error) ?? this.#report(error, ['error', whole]);
    const hasReport = recorded !== undefined && recorded.name !== 'command.error';
    return hasReport ? this.#referenceOf(recorded) : undefined;
  }

  /** Writes down where the errors came from that were recorded a moment ago. */
  settle(): void {
    this.goOn();
    for (const [seq, found] of this.#pending) {
      this.#pending.delete(seq);
      if (!this.#isOff()) this.#recorder.writer.append({ framesOf: seq, errors: found.map(readFrameLines) });
    }
  }

  #report(error: unknown, [name, props]: [string, Props], before?: Recorded): Recorded | undefined {
    const facts = this.#describe(error);
    const { errorClass, errorCode } = facts;
    const message = readProperty(error, 'message');
    if (this.#storms.isStorm([name, errorClass, errorCode, props['command'], message])) {
      this.#recorder.writer.countDrop('storm_limited');
      return undefined;
    }
    const told = this.#findTold(error);
    if (told !== undefined) {
      this.#known.remember(error, told);
      return told;
    }
    const kind = kindOf(error, this.#context.settings.errors);
    const recorded =
      kind === undefined
        ? this.#recordReport(name, [facts, props], before?.seq)
        : this.#recordKind(kind, facts, props);
    if (recorded === undefined) return undefined;
    if (before === undefined) this.#count += 1;
    this.#known.remember(error, recorded);
    this.#failed = undefined;
    return recorded;
  }

  #recordReport(name: string, [facts, props]: [ErrorFacts, Props], replaces?: number): Recorded | undefined {
    const { errors, found, ...category } = facts;
    const isCrash = name === 'crash';
    // Of a crash, Node knows by now what it will print.
    const notes = isCrash
      ? errors.map((note, index) => ({ ...note, ...readFrameLines(found[index]) }))
      : errors;
    const { platform, settings } = this.#context;
    this.#ownCode ??= findOwnCode(platform, settings.tool);
    const local = { errors: notes, ...this.#ownCode, replaces };
    const seq = this.#recorder.record(name, { ...props, ...category }, local);
    if (replaces !== undefined) this.#pending.delete(replaces);
    if (seq !== undefined && !isCrash) this.#settleLater(seq, found);
    return toRecorded(name, seq, props);
  }

  /** Of a failure that is to be expected, no more is said than where it was. */
  #recordKind(errorKind: string, { errorClass, errorCode }: ErrorFacts, props: Props): Recorded | undefined {
    const { command, exitCode } = props;
    const name = 'command.error';
    const seq = this.#recorder.record(name, { command, exitCode, errorKind, errorClass, errorCode });
    return toRecorded(name, seq, props);
  }

  /** When what runs now is over, an error that nobody catches has been reported as that. */
  #settleLater(seq: number, found: readonly unknown[]): void {
    this.#pending.set(seq, found);
    this.#settleSoon();
  }

  #settleSoon(): void {
    setImmediate(() => attempt(() => this.settle())).unref();
  }

  #describe(error: unknown): ErrorFacts {
    const { platform, gate } = this.#context;
    const redact = (text: string): string => (this.#redactor ??= createLocalRedactor(platform)).text(text);
    return describeError(error, { allowsText: gate.current().level === 'full', redact });
  }

  #referenceOf({ run = this.#recorder.run, seq }: Recorded): string {
    return referenceOf(run, seq);
  }

  #sayReference(reference: string): void {
    const { sayReference: isTold, dropEnvironments } = this.#context.settings.errors;
    if (!isTold || isDroppedEnvironment(this.#recorder.resource, dropEnvironments)) return;
    attempt(() => sayReference(this.#context, reference));
  }

  #findTold(error: unknown): Recorded | undefined {
    const { run, writer, part = { folder: writer.folder, run } } = this.#recorder;
    return findTold(this.#context.platform, part, error);
  }

  #isOff(): boolean {
    return this.#context.gate.current().level === 'off';
  }
}

function toRecorded(name: string, seq: number | undefined, { command }: Props): Recorded | undefined {
  return seq === undefined
    ? undefined
    : { name, seq, command: typeof command === 'string' ? command : undefined };
}
