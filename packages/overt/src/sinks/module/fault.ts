import { parseStack, type StackError } from '../../reports/stack-text.ts';
import type { BatchEvent } from '../batch.ts';

/** What an event tells of an error: services that gather errors want it told apart from other events. */
export type Fault = {
  /** `handled`: the tool told of it. `exception` and `rejection`: nobody caught it. The others: it ended Node itself. */
  readonly kind: 'handled' | 'exception' | 'rejection' | 'out-of-memory' | 'fatal';
  /** Whether the run ended with it. */
  readonly isFatal: boolean;
  /** The error that was thrown, then its causes and members. There is always one: without a stack, its class is all that is known. */
  readonly errors: readonly StackError[];
};

/** Of a run that died without a word, only these say that a fault of the program ended it. */
const FATAL: readonly unknown[] = ['out-of-memory', 'fatal'];

/** The fault that an event tells of; undefined for what is none, such as a failure that is to be expected (`command.error`). */
export function readFault(event: BatchEvent): Fault | undefined {
  const { name, props } = event;
  if (name === 'error') return { kind: 'handled', isFatal: false, errors: readErrors(event) };
  if (name === 'command.abandoned' && FATAL.includes(props['cause']))
    return { kind: props['cause'] as 'fatal', isFatal: true, errors: readErrors(event) };
  if (name !== 'crash') return undefined;
  const kind = props['origin'] === 'rejection' ? 'rejection' : 'exception';
  // Another listener may have kept the tool alive.
  return { kind, isFatal: props['intercepted'] !== true, errors: readErrors(event) };
}

function readErrors({ props }: BatchEvent): readonly StackError[] {
  const { stack, errorClass, cause = 'Error' } = props;
  const errors = typeof stack === 'string' ? parseStack(stack) : [];
  return errors.length > 0 ? errors : [{ type: String(errorClass ?? cause), frames: [] }];
}
