import { referenceOf } from '../../errors/reference.ts';
import { flatten, type BatchEvent } from '../../sinks/batch.ts';
import type { SinkState } from './sink-states.ts';

/** A report of an error that is stored here, in short. */
export type CrashReport = {
  /** By what the user and the author can name it. */
  readonly reference: string;
  /** `crash`: it ended a run. `error`: the tool has handled it. `command.abandoned`: a run ended without a word. */
  readonly kind: string;
  /** In milliseconds since the epoch. */
  readonly time: number;
  /** The class of the error, or what ended the run. */
  readonly what: string;
  readonly code?: string;
  readonly command?: string;
  readonly version: string;
  /** What became of it at each sink. */
  readonly sinks: readonly SinkState[];
};

/** All that is in it, in the form in which `http`, `file` and `stdout` write it. */
export type WholeReport = Readonly<Record<string, unknown>>;

const HEAD = /^([\w$]{1,64})(?: \[([^\]\n]{1,64})\])?/;

/** @internal Whether an event says where something went wrong. What was to be expected is counted, and no report is made of it. */
export function isReport({ name, props }: Pick<BatchEvent, 'name' | 'props'>): boolean {
  if (name === 'command.abandoned') return props['cause'] !== undefined;
  return name === 'crash' || name === 'error';
}

/** @internal */
export function summarize(event: BatchEvent, sinks: readonly SinkState[]): CrashReport {
  const { run, seq, name, time, props } = event;
  const { errorClass, errorCode, cause, command } = props;
  // In the case in which they are written: the stack begins with them.
  const [, written, writtenCode] = HEAD.exec(String(props['stack'] ?? '')) ?? [];
  const code = writtenCode ?? errorCode;
  return {
    reference: referenceOfEvent({ run, seq, props }),
    kind: name,
    time,
    what: written ?? String(errorClass ?? cause ?? 'unknown'),
    ...(code === undefined ? {} : { code: String(code) }),
    ...(command === undefined ? {} : { command: String(command) }),
    version: run.resource.version,
    sinks,
  };
}

function referenceOfEvent({ run, seq, props }: Pick<BatchEvent, 'run' | 'seq' | 'props'>): string {
  const { reference } = props;
  return typeof reference === 'string' && reference !== '' ? reference : referenceOf(run.run, seq);
}

/** @internal */
export function whole(event: BatchEvent): WholeReport {
  return flatten(event);
}
