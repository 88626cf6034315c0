import type { Manager } from '../commands/manager.ts';
import { attempt } from '../platform/attempt.ts';
import { createLocalRedactor } from '../redact/local.ts';
import type { Redactor } from '../redact/redact.ts';
import type { ErrorNotes } from '../spool/run-file.ts';
import type { Context } from '../telemetry/context.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import { describeError, type ErrorFacts } from './describe.ts';
import { isDroppedEnvironment } from './dropped-environment.ts';
import { CrashHolder } from './crash-holder.ts';
import { kindOf } from './expected.ts';
import { readFrameLines } from './frame-lines.ts';
import { KnownFailures, type Recorded } from './known-failures.ts';
import { findOwnCode } from './package-root.ts';
import { readProperty } from './read-error.ts';
import { referenceOf } from './reference.ts';
import { sayReference } from './say-reference.ts';
import { StormWatch } from './storm-watch.ts';

/** Most runs meet no error, and do not load what reports them. */
export type LazyReporter = {
  readonly load: () => ErrorReporter;
  /** Does what is still to be done before the run or its file ends. */
  readonly settle: () => void;
  /** How many errors were recorded. */
  readonly count: () => number;
};

/** Where a command failed. */
export type FailedCommand = { readonly command: string; readonly exitCode: number };

type Props = Readonly<Record<string, unknown>>;

/** Reports the errors of one run, each failure once. */
export class ErrorReporter {
  readonly #context: Context;
  readonly #recorder: Recorder;
  readonly #known: KnownFailures;
  /** What commands ended with while nothing was recorded. */
  readonly #unrecorded: KnownFailures;
  readonly #storms = new StormWatch();
  /** Errors of events that have no frames yet. */
  readonly #pending = new Map<number, readonly unknown[]>();
  #ownCode: Pick<ErrorNotes, 'root' | 'script'> | undefined;
  #redactor: Redactor | undefined;
  #holder: CrashHolder | undefined;
  #count = 0;

  constructor(context: Context, recorder: Recorder) {
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
    if (before?.name === 'crash') return true;
    const props = {
      origin: origin === 'unhandledRejection' ? 'rejection' : 'exception',
      command: before?.command ?? this.#recorder.open.at(-1),
      // If somebody else listens, the process may go on.
      intercepted: this.#context.platform.system.isIntercepted() || undefined,
    };
    const recorded = this.#report(error, ['crash', props], before);
    if (recorded?.name !== 'crash') return false;
    this.#sayReference(recorded.seq);
    return true;
  }

  /** An error with which a command ended. */
  command(error: unknown, where: FailedCommand): void {
    if (this.#isOff()) this.#unrecorded.remember(error, { name: '', seq: 0, command: where.command });
    else if (this.#known.find(error) === undefined) this.#report(error, ['error', where]);
  }

  /** An error that nobody caught, where nobody has said yet whether any may be told of. */
  hold(manager: Manager, error: unknown, origin: string): void {
    const command = this.#unrecorded.find(error)?.command ?? this.#recorder.open.at(-1);
    this.#holder ??= new CrashHolder(manager, (...parts) => new ErrorReporter(...parts));
    this.#holder.hold(error, origin, command);
  }

  /** An error that the tool has handled. Answers the reference of its report, if there is one. */
  capture(error: unknown, fields: unknown): string | undefined {
    if (this.#isOff()) return undefined;
    const given = attempt(() => ({ ...(fields as object) })) ?? {};
    const props = { command: this.#recorder.open.at(-1), ...given };
    const recorded = this.#known.find(error) ?? this.#report(error, ['error', props]);
    const hasReport = recorded !== undefined && recorded.name !== 'command.error';
    return hasReport ? referenceOf(this.#recorder.run, recorded.seq) : undefined;
  }

  /** Writes down where the errors came from that were recorded a moment ago. */
  settle(): void {
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
    const kind = kindOf(error, this.#context.settings.errors);
    const recorded =
      kind === undefined
        ? this.#recordReport(name, [facts, props], before?.seq)
        : this.#recordKind(kind, facts, props);
    if (recorded === undefined) return undefined;
    if (before === undefined) this.#count += 1;
    this.#known.remember(error, recorded);
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
    if (this.#pending.size === 1) setImmediate(() => attempt(() => this.settle())).unref();
  }

  #describe(error: unknown): ErrorFacts {
    const { platform, gate } = this.#context;
    const redact = (text: string): string => (this.#redactor ??= createLocalRedactor(platform)).text(text);
    return describeError(error, { allowsText: gate.current().level === 'full', redact });
  }

  #sayReference(seq: number): void {
    const { sayReference: isTold, dropEnvironments } = this.#context.settings.errors;
    if (!isTold || isDroppedEnvironment(this.#recorder.resource, dropEnvironments)) return;
    attempt(() => sayReference(this.#context, referenceOf(this.#recorder.run, seq)));
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
