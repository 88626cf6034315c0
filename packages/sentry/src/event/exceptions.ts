import type { Fault, StackError } from 'overt';
import type { Exception, Mechanism } from '@sentry/core';
import { mechanismOf } from './fault.ts';
import { makeFrames } from './frames.ts';

/**
 * The errors as Sentry orders them: what was thrown last, in front of it what it came of. Where there are several, each says
 * which it is and to which it belongs, so that groups of errors (AggregateError) are drawn as trees.
 */
export function makeExceptions(fault: Fault): Exception[] {
  const { errors } = fault;
  const mechanism = mechanismOf(fault);
  const exceptions = errors.map((error, index) => ({
    type: error.type,
    value: error.message ?? '',
    ...(error.frames.length > 0 && { stacktrace: { frames: makeFrames(error.frames) } }),
    mechanism: index === 0 ? ofThrown(mechanism, errors) : ofOther(errors, index),
  }));
  return exceptions.toReversed();
}

function ofThrown(mechanism: Mechanism, errors: readonly StackError[]): Mechanism {
  if (errors.length === 1) return mechanism;
  return { ...mechanism, ...groupOf(errors, 0), exception_id: 0 };
}

function ofOther(errors: readonly StackError[], index: number): Mechanism {
  const { parent = 0, relation = 'cause' } = errors[index] ?? {};
  const members = errors
    .slice(0, index)
    .filter((other) => other.relation === 'member' && other.parent === parent);
  const source = relation === 'cause' ? 'cause' : `errors[${members.length}]`;
  const chained = { type: 'chained', handled: true, ...groupOf(errors, index), source };
  return { ...chained, exception_id: index, parent_id: parent };
}

/** An error with members stands for all of them. */
function groupOf(errors: readonly StackError[], index: number): Pick<Mechanism, 'is_exception_group'> {
  const hasMembers = errors.some(({ parent, relation }) => parent === index && relation === 'member');
  return hasMembers ? { is_exception_group: true } : {};
}
