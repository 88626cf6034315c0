import type { Level } from '../consent/level.ts';
import { attempt } from '../platform/attempt.ts';
import { createLocalRedactor } from '../redact/local.ts';
import type { ErrorNotes } from '../spool/run-file.ts';
import type { Context } from '../telemetry/context.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import { describeError } from './describe.ts';
import { isDroppedEnvironment } from './dropped-environment.ts';
import { kindOf } from './expected.ts';
import { readFrameLines } from './frame-lines.ts';
import { findOwnCode } from './package-root.ts';
import { isObject, listCauses, readProperty } from './read-error.ts';
import { referenceOf } from './reference.ts';
import { sayReference } from './say-reference.ts';

/** Reports the errors of one run, each failure once. */
export type ErrorReporter = {
  /** How many errors were recorded. */
  readonly count: () => number;
  /** An error that nobody caught. Answers whether it is a crash, and not one of the errors that are to be expected. */
  readonly crash: (error: unknown, origin: string) => boolean;
  /** An error with which a command ended. */
  readonly command: (error: unknown, where: { readonly command: string; readonly exitCode: number }) => void;
  /** An error that the tool has handled. Answers the reference of its report, if there is one. */
  readonly capture: (error: unknown, fields: unknown) => string | undefined;
  /** Writes down where the errors came from that were recorded a moment ago. */
  readonly settle: () => void;
};

/** Most runs meet no error, and do not load what reports them. */
export type LazyReporter = {
  readonly load: () => ErrorReporter;
  /** Does what is still to be done before the run or its file ends. */
  readonly settle: () => void;
  readonly count: () => number;
};

/** What was recorded of a failure: its event, and what is known of the command. */
type Recorded = { readonly seq: number; readonly name: string; readonly command?: string | undefined };

/** What is thrown and no object cannot be told apart from its like, but for a moment. */
type LastValue = { readonly value: unknown; readonly elapsedMs: number; readonly recorded: Recorded };

/** In a loop, the same failure is told of as often as this; after that it is counted. */
const MAX_ALIKE = 10;
/** So many different failures say no more than that everything fails. */
const MAX_DIFFERENT = 100;
const MAX_CAUSES = 8;
/** From a throw in a command to the moment at which nobody has caught it. */
const SAME_VALUE_MS = 1000;

export function createErrorReporter(context: Context, recorder: Recorder): ErrorReporter {
  const { platform, settings, gate } = context;
  const known = new WeakMap<object, Recorded>();
  const alike = new Map<string, number>();
  let lastValue: LastValue | undefined;
  let ownCode: Pick<ErrorNotes, 'root' | 'script'> | undefined;
  let redactor: ReturnType<typeof createLocalRedactor> | undefined;
  /** Errors of events that have no frames yet. */
  const pending = new Map<number, readonly unknown[]>();
  let count = 0;
  const redact = (text: string): string => (redactor ??= createLocalRedactor(platform)).text(text);
  const levelNow = (): Level => gate.current().level;

  return {
    count: () => count,
    crash: (error, origin) => {
      const before = find(error);
      if (levelNow() === 'off' || before?.name === 'command.error') return false;
      if (before?.name === 'crash') return true;
      const command = before?.command ?? recorder.open.at(-1);
      const intercepted = platform.system.isIntercepted();
      const props = {
        origin: origin === 'unhandledRejection' ? 'rejection' : 'exception',
        command,
        ...(intercepted ? { intercepted } : {}),
      };
      const recorded = report(error, ['crash', props], { replaces: before?.seq });
      if (recorded?.name !== 'crash') return false;
      const { sayReference: isTold, dropEnvironments } = settings.errors;
      if (isTold && !isDroppedEnvironment(recorder.resource, dropEnvironments))
        attempt(() => sayReference(context, referenceOf(recorder.run, recorded.seq)));
      return true;
    },
    command: (error, where) => {
      if (levelNow() !== 'off' && find(error) === undefined) report(error, ['error', where], {});
    },
    capture: (error, fields) => {
      if (levelNow() === 'off') return undefined;
      const given = attempt(() => ({ ...(fields as object) })) ?? {};
      const props = { command: recorder.open.at(-1), ...given };
      const recorded = find(error) ?? report(error, ['error', props], {});
      return recorded === undefined || recorded.name === 'command.error'
        ? undefined
        : referenceOf(recorder.run, recorded.seq);
    },
    settle,
  };

  /** What was recorded of the same failure: of the same thing that was thrown, or of what it was thrown because of. */
  function find(error: unknown): Recorded | undefined {
    if (!isObject(error)) {
      if (lastValue === undefined || !Object.is(lastValue.value, error)) return undefined;
      return platform.elapsed() - lastValue.elapsedMs < SAME_VALUE_MS ? lastValue.recorded : undefined;
    }
    for (const cause of listCauses(error, MAX_CAUSES)) {
      const recorded = isObject(cause) ? known.get(cause) : undefined;
      if (recorded !== undefined) return recorded;
    }
    return undefined;
  }

  function report(
    error: unknown,
    [name, props]: [string, Readonly<Record<string, unknown>>],
    { replaces }: Pick<ErrorNotes, 'replaces'>,
  ): Recorded | undefined {
    const facts = describeError(error, { allowsText: levelNow() === 'full', redact });
    const kind = kindOf(error, settings.errors);
    const { errors, found, ...category } = facts;
    if (
      isStorm([
        name,
        category.errorClass,
        category.errorCode,
        props['command'],
        readProperty(error, 'message'),
      ])
    ) {
      recorder.writer.countDrop('storm_limited');
      return undefined;
    }
    // Of a crash, Node knows by now what it will print.
    const whole =
      name === 'crash' ? errors.map((note, index) => ({ ...note, ...readFrameLines(found[index]) })) : errors;
    const seq =
      kind === undefined
        ? recorder.record(name, { ...props, ...category }, { errors: whole, ...findCode(), replaces })
        : recorder.record('command.error', { ...pick(props), ...category, errorKind: kind });
    if (replaces !== undefined) pending.delete(replaces);
    if (seq === undefined) return undefined;
    if (kind === undefined && name !== 'crash') settleLater(seq, found);
    if (replaces === undefined) count += 1;
    return remember(error, {
      seq,
      name: kind === undefined ? name : 'command.error',
      command: asText(props['command']),
    });
  }

  function findCode(): Pick<ErrorNotes, 'root' | 'script'> {
    return (ownCode ??= findOwnCode(platform, settings.tool));
  }

  function isStorm(signs: readonly unknown[]): boolean {
    // Numbers in messages differ each time.
    const key = signs
      .map((sign) => (typeof sign === 'string' ? sign.slice(0, 100).replace(/\d+/g, '') : ''))
      .join(' ');
    const times = (alike.get(key) ?? 0) + 1;
    if (times === 1 && alike.size >= MAX_DIFFERENT) return true;
    alike.set(key, times);
    return times > MAX_ALIKE;
  }

  /** When what runs now is over, an error that nobody catches has been reported as that. */
  function settleLater(seq: number, found: readonly unknown[]): void {
    pending.set(seq, found);
    if (pending.size === 1) setImmediate(() => attempt(settle)).unref();
  }

  function settle(): void {
    for (const [seq, found] of pending) {
      pending.delete(seq);
      const errors = found.map(readFrameLines);
      if (levelNow() !== 'off') recorder.writer.append({ framesOf: seq, errors });
    }
  }

  function remember(error: unknown, recorded: Recorded): Recorded {
    if (!isObject(error)) lastValue = { value: error, elapsedMs: platform.elapsed(), recorded };
    else for (const cause of listCauses(error, MAX_CAUSES)) if (isObject(cause)) known.set(cause, recorded);
    return recorded;
  }
}

/** Of an expected failure, no more is said than where it was. */
function pick({ command, exitCode }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { command, exitCode };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
