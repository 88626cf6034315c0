import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { kindOf } from './expected.ts';
import { resolveErrors } from './options.ts';

const settings = resolveErrors({});
const make = (properties: object): Error => Object.assign(new Error('m'), properties);

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('kindOf', () => {
  it.each([
    ['a request that is called off', thrownBy(() => AbortSignal.abort().throwIfAborted()), 'abort'],
    ['Ctrl-C at a prompt', make({ name: 'ExitPromptError' }), 'abort'],
    ['a pager that was closed', make({ code: 'EPIPE', syscall: 'write' }), 'abort'],
    ['an exit code of Ctrl-C', make({ exitCode: 130 }), 'abort'],
    ['node:util', thrownBy(() => parseArgs({ args: ['--wrong'], options: {} })), 'usage'],
    ['commander', make({ code: 'commander.unknownOption' }), 'usage'],
    ['yargs', make({ name: 'YError' }), 'usage'],
    ['gunshi', new AggregateError([make({ code: 'err:arg:unknown-option' })]), 'usage'],
    ['several errors of other kinds', new AggregateError([make({ code: 'E_OTHER' }), 7]), undefined],
    ['sysexits', make({ exitCode: 64 }), 'usage'],
    ['a refused connection', make({ code: 'ECONNREFUSED' }), 'network'],
    ['fetch', new TypeError('fetch failed', { cause: make({ code: 'ENOTFOUND' }) }), 'network'],
    ['a certificate', make({ code: 'CERT_HAS_EXPIRED' }), 'network'],
    ['a missing file', make({ code: 'ENOENT' }), undefined],
    ['a fault', new TypeError('undefined is not a function'), undefined],
    ['a text', 'text', undefined],
    ['nothing', undefined, undefined],
  ])('says of %s', (_, error, kind) => {
    expect(kindOf(error, settings)).toBe(kind);
  });

  it('hears the author first', () => {
    const own = resolveErrors({
      expected: { QuotaError: 'quota', E_LOCKED: 'locked', ECONNREFUSED: 'server' },
      classify: (error) => ((error as { status?: number }).status === 401 ? 'auth' : undefined),
    });
    class QuotaError extends Error {}
    expect(kindOf(make({ status: 401, code: 'ECONNREFUSED' }), own)).toBe('auth');
    expect(kindOf(make({ code: 'ECONNREFUSED' }), own)).toBe('server');
    expect(kindOf(make({ code: 'E_LOCKED' }), own)).toBe('locked');
    expect(kindOf(new QuotaError('m'), own)).toBe('quota');
    expect(kindOf(make({ code: 'ENOTFOUND' }), own)).toBe('network');
  });

  it("goes on where the author's function throws, or says something else", () => {
    const fail = (): never => {
      throw new Error('no');
    };
    expect(kindOf(make({ code: 'EPIPE' }), resolveErrors({ classify: fail }))).toBe('abort');
    expect(kindOf(make({}), resolveErrors({ classify: (() => 7) as never }))).toBeUndefined();
    expect(kindOf(make({}), resolveErrors({ classify: () => 'Not A Slug!' }))).toBe('other');
  });

  it('does not take names of Object for declared ones', () => {
    expect(kindOf(make({ code: 'toString', name: 'constructor' }), settings)).toBeUndefined();
  });
});
