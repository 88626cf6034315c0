import { describe, expect, it } from 'vitest';
import { makeEvent } from '../../../test/harness/batches.ts';
import { readFault } from './fault.ts';

describe('what an event tells of an error', () => {
  it.each([
    ['error', {}, 'handled', false],
    ['crash', { origin: 'exception' }, 'exception', true],
    ['crash', { origin: 'rejection' }, 'rejection', true],
    ['crash', { origin: 'exception', intercepted: true }, 'exception', false],
    ['command.abandoned', { cause: 'out-of-memory' }, 'out-of-memory', true],
    ['command.abandoned', { cause: 'fatal' }, 'fatal', true],
  ] as const)('%s with %o: %s, and it ended the run: %s', (...[name, props, kind, isFatal]) => {
    expect(readFault(makeEvent({ name, props }))).toMatchObject({ kind, isFatal });
  });

  it.each([
    ['command.abandoned', {}],
    ['command.abandoned', { cause: 'restart' }],
    ['command.error', { errorKind: 'usage', errorClass: 'usage-error' }],
    ['crash.reported', { stack: 'TypeError' }],
  ] as const)('%s with %o: nothing', (name, props) => {
    expect(readFault(makeEvent({ name, props }))).toBeUndefined();
  });

  it('has an error always: from the stack, else from the class, else from the cause', () => {
    const typesOf = (name: string, props: Record<string, string>) =>
      readFault(makeEvent({ name, props }))?.errors.map(({ type }) => type);
    expect(typesOf('crash', { errorClass: 'x', stack: 'TypeError\n  caused by: RangeError' })).toEqual([
      'TypeError',
      'RangeError',
    ]);
    expect(typesOf('crash', { errorClass: 'typeerror', stack: '' })).toEqual(['typeerror']);
    expect(typesOf('command.abandoned', { cause: 'fatal' })).toEqual(['fatal']);
    expect(typesOf('error', {})).toEqual(['Error']);
  });
});
