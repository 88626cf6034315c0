import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeError } from './describe.ts';
import { readFrameLines } from './frame-lines.ts';

const redact = (text: string): string => text.replaceAll('hunter2', '<secret>');
const atErrors = { allowsText: false, redact };
const atFull = { allowsText: true, redact };

class QuotaError extends Error {}

describe('describeError', () => {
  it.each([
    ['its own name', Object.assign(new Error('m'), { name: 'HttpTimeoutError' }), 'HttpTimeoutError'],
    ['its class, where nobody set a name', new QuotaError('m'), 'QuotaError'],
    ['the engine', new TypeError('m'), 'TypeError'],
    ['a name that is none', Object.assign(new Error('m'), { name: 'No way! /home/alice' }), 'Error'],
    ['a name that is a number', Object.assign(new Error('m'), { name: 7 }), 'Error'],
    ['a name that holds a secret', Object.assign(new Error('m'), { name: 'hunter2' }), 'Error'],
    ['a minified class', new (class t extends Error {})('m'), 'Error'],
    ['an object', { a: 1 }, 'Error'],
    ['an object without a prototype', Object.create(null), 'Error'],
    ['a text', 'thrown text', 'string'],
    ['a number', 7, 'number'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'symbol'],
  ])('names the class by %s', (_, error, type) => {
    expect(describeError(error, atErrors).errors[0]).toMatchObject({ type });
  });

  it.each([
    ['ENOENT', 'ENOENT', 'enoent'],
    ['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_TYPE', 'err_invalid_arg_type'],
    ['P2002', 'P2002', 'p2002'],
    ['auth.expired', 'auth.expired', 'auth.expired'],
    [404, '404', '404'],
    [-32601, '-32601', 'minus-32601'],
    ['hunter2', undefined, undefined],
    ['no code at all', undefined, undefined],
    [12345678, undefined, undefined],
    [{}, undefined, undefined],
  ])('takes the code %j as %j', (given, code, slug) => {
    const facts = describeError(Object.assign(new Error('m'), { code: given }), atErrors);
    expect(facts.errors[0]?.code).toBe(code);
    expect(facts.errorCode).toBe(slug);
  });

  it('has messages at level full only, redacted', () => {
    const error = new Error('password hunter2', { cause: new Error('cause hunter2') });
    expect(JSON.stringify(describeError(error, atErrors).errors)).not.toContain('password');
    expect(describeError(error, atFull).errors.map(({ message }) => message)).toEqual([
      'password <secret>',
      'cause <secret>',
    ]);
  });

  it("has the author's own message at any level, redacted and cut", () => {
    const own = Object.assign(new Error('m'), { telemetryMessage: `the index hunter2 ${'x'.repeat(500)}` });
    const message = describeError(own, atErrors).errors[0]?.message ?? '';
    expect(message.startsWith('the index <secret> xxx')).toBe(true);
    expect(message).toHaveLength(200);
  });

  it('walks causes and members, each after its parent, and cuts circles', () => {
    const inner = new RangeError('inner');
    const first = new TypeError('first', { cause: inner });
    const group = new AggregateError([first, new SyntaxError('second'), 'text'], 'group');
    Object.assign(inner, { cause: group });
    const { errors } = describeError(group, atErrors);
    expect(errors.map(({ type, parent, relation }) => [type, parent, relation])).toEqual([
      ['AggregateError', undefined, undefined],
      ['TypeError', 0, 'member'],
      ['SyntaxError', 0, 'member'],
      ['RangeError', 1, 'cause'],
    ]);
  });

  it('describes eight errors of a chain of a thousand', () => {
    let error = new Error('root');
    for (let depth = 0; depth < 1000; depth += 1) error = new Error('m', { cause: error });
    expect(describeError(error, atErrors).errors).toHaveLength(8);
  });

  it('does not read the stack, which would change what Node prints', () => {
    let reads = 0;
    const spy = (error: Error): Error =>
      Object.defineProperty(error, 'stack', { get: () => ((reads += 1), 'Error\n    at x (y:1:1)') });
    describeError(
      spy(new AggregateError([spy(new Error('m'))], 'g', { cause: spy(new Error('c')) })),
      atFull,
    );
    expect(reads).toBe(0);
  });

  it('takes whatever is thrown', () => {
    const throwing = new Proxy(new Error('m'), {
      get: () => {
        throw new Error('no');
      },
      getPrototypeOf: () => {
        throw new Error('no');
      },
    });
    expect(describeError(throwing, atFull).errors).toEqual([{ type: 'Error' }]);
    expect(readFrameLines(throwing)).toEqual({});
    const key = fc.constantFrom(
      'name',
      'message',
      'code',
      'stack',
      'cause',
      'errors',
      'constructor',
      'telemetryMessage',
    );
    const value = fc.oneof(fc.anything(), fc.constant(throwing));
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.boolean(), (properties, isFrozen) => {
        const error = Object.assign(Object.create(null) as object, properties);
        const { errors, found } = describeError(isFrozen ? Object.freeze(error) : error, atFull);
        expect(errors.length).toBeGreaterThan(0);
        expect(() => JSON.stringify([errors, found.map(readFrameLines)])).not.toThrow();
      }),
    );
  });
});

describe('readFrameLines', () => {
  const withStack = (stack: unknown, message = ''): object => ({ stack, message });

  it('has the lines that say where, and nothing of the message', () => {
    const message = 'first line\n    at imitated (/home/alice/secret.js:1:1)\nthird line';
    const stack = `Error: ${message}\n    at real (file:///tool/a.js:1:2)\n    at async other (node:fs:3:4)`;
    expect(readFrameLines(withStack(stack, message))).toEqual({
      frames: ['real (file:///tool/a.js:1:2)', 'async other (node:fs:3:4)'],
    });
  });

  it.each([[7], [null], [undefined], [{}], ['']])('has nothing of a stack that is %j', (stack) => {
    expect(readFrameLines(withStack(stack))).toEqual({});
  });

  it('leaves out the middle of a long one, and says how much', () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `    at f${index} (/tool/a.js:1:1)`);
    const { frames = [], cut } = readFrameLines(withStack(`Error\n${lines.join('\n')}`));
    expect(frames).toHaveLength(64);
    expect(cut).toEqual({ after: 40, count: 936 });
    expect(frames[39]).toContain('f39 ');
    expect(frames[40]).toContain('f976 ');
  });

  it('bounds what one line and one stack may hold', () => {
    const huge = `Error\n    at ${'x'.repeat(1e6)}\n`.repeat(10);
    expect(JSON.stringify(readFrameLines(withStack(huge))).length).toBeLessThan(64 * 600);
  });
});
