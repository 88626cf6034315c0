import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkProps, toSlug, type CheckTools } from './check.ts';
import type { EventDeclaration } from './event.ts';
import { bytes, count, durationMs, flag, hash, oneOf, slug, text, version } from './field.ts';

const DECLARATION: EventDeclaration = {
  why: 'A test.',
  owner: 'tests',
  expires: 'never',
  level: 'full',
  fields: {
    choice: oneOf(['a', 'b'], { optional: true }),
    flag: flag({ optional: true }),
    count: count({ optional: true }),
    duration: durationMs({ optional: true }),
    bytes: bytes({ optional: true }),
    version: version({ optional: true }),
    slug: slug({ optional: true }),
    words: slug({ optional: true, maxWords: 2 }),
    hash: hash({ optional: true }),
    text: text({ optional: true, maxLength: 10 }),
  },
};

function tools(allowsText = true): CheckTools {
  return {
    allowsText,
    redact: (value) => value.replaceAll('secret', '***'),
    hash: (value) => `h${value.length}`,
    seen: new Map(),
  };
}

function check(props: unknown, how: CheckTools = tools()): ReturnType<typeof checkProps> {
  return checkProps('a.b', props, [DECLARATION, how]);
}

describe('a value that is allowed', () => {
  it.each([
    ['choice', 'a', 'a'],
    ['flag', false, false],
    ['count', 0, 0],
    ['count', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['duration', 1.6, 2],
    ['bytes', 12, 12],
    ['version', '1.4.2-beta.1', '1.4.2-beta.1'],
    ['version', 'v20.1', 'v20.1'],
    ['version', 'my laptop', 'other'],
    ['slug', 'TypeScript', 'typescript'],
    ['slug', 'two words', 'other'],
    ['slug', 'a/b', 'other'],
    ['words', 'remote add', 'remote add'],
    ['words', 'remote add origin', 'other'],
    ['hash', 'me@example.com', 'h14'],
    ['text', 'a secret is long', 'a *** is l'],
  ])('%s: %j is kept as %j', (field, given, kept) => {
    expect(check({ [field]: given })).toEqual({ props: { [field]: kept }, misuse: [] });
  });
});

describe('a value of the wrong kind is left out and counted', () => {
  it.each([
    ['choice', 'c'],
    ['flag', 1],
    ['flag', 'true'],
    ['count', -1],
    ['count', 1.5],
    ['count', Number.NaN],
    ['count', 2 ** 53],
    ['count', '1'],
    ['count', 1n],
    ['duration', Number.POSITIVE_INFINITY],
    ['duration', -1],
    ['bytes', null],
    ['version', 1],
    ['slug', {}],
    ['slug', Symbol('x')],
    ['hash', () => 'x'],
    ['text', ['a']],
  ])('%s: %s', (field, given) => {
    expect(check({ [field]: given })).toEqual({ props: {}, misuse: ['invalid_value'] });
  });
});

describe('fields', () => {
  it('leaves out and counts what is not declared', () => {
    expect(check({ count: 1, path: '/home/me' })).toEqual({
      props: { count: 1 },
      misuse: ['undeclared_field'],
    });
  });

  it('counts a field that is missing and not optional', () => {
    const declaration = { ...DECLARATION, fields: { needed: count() } };
    expect(checkProps('a.b', undefined, [declaration, tools()]).misuse).toEqual(['missing_field']);
  });

  it('leaves text out below level full, without a word', () => {
    expect(check({ text: 'hello' }, tools(false))).toEqual({ props: {}, misuse: [] });
  });

  it('does not find what an object inherits', () => {
    expect(check({ constructor: 1, toString: 2 }).misuse).toEqual(['undeclared_field', 'undeclared_field']);
  });

  it('survives a getter that throws', () => {
    const props = {
      count: 1,
      get flag(): boolean {
        throw new Error('no');
      },
    };
    expect(check(props).props).toEqual({ count: 1 });
  });

  it('turns the 101st slug of a field into other', () => {
    const how = tools();
    for (let index = 0; index < 100; index += 1) check({ slug: `s${index}` }, how);
    expect(check({ slug: 's100' }, how)).toEqual({ props: { slug: 'other' }, misuse: ['too_many_values'] });
    expect(check({ slug: 's7' }, how)).toEqual({ props: { slug: 's7' }, misuse: [] });
  });

  it('never throws and never lets anything but its own alphabet through, whatever it is given', () => {
    const values = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(DECLARATION.fields ?? {}), 'other'), values),
        (props) => {
          const { props: kept } = check(props);
          for (const value of Object.values(kept)) {
            if (!['string', 'number', 'boolean'].includes(typeof value))
              throw new Error(`kept ${typeof value}`);
          }
          JSON.stringify(kept);
        },
      ),
    );
  });
});

describe('toSlug', () => {
  it('is idempotent and bounded', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 6 }), (raw, words) => {
        const once = toSlug(raw, words);
        return toSlug(once, words) === once && once.length <= 41 * words;
      }),
    );
  });
});
