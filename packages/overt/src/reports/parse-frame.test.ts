import { parseStack } from 'error-stack-parser-es/lite';
import fc from 'fast-check';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readLocation } from './location.ts';
import { parseFrame } from './parse-frame.ts';

const FRAMES: readonly (readonly [line: string, expected: ReturnType<typeof parseFrame>])[] = [
  ['fn (/a/b.js:1:2)', { function: 'fn', isAsync: false, location: '/a/b.js', line: 1, column: 2 }],
  ['/a/b.js:1:2', { isAsync: false, location: '/a/b.js', line: 1, column: 2 }],
  ['file:///a/b.mjs:1:2', { isAsync: false, location: 'file:///a/b.mjs', line: 1, column: 2 }],
  ['async fn (/a/b.js:1:2)', { function: 'fn', isAsync: true, location: '/a/b.js', line: 1, column: 2 }],
  ['async file:///a/b.mjs:1:2', { isAsync: true, location: 'file:///a/b.mjs', line: 1, column: 2 }],
  ['new Foo (/a/b.js:1:2)', { function: 'new Foo', isAsync: false, location: '/a/b.js', line: 1, column: 2 }],
  [
    'Foo.bar [as baz] (/a/b.js:1:2)',
    { function: 'Foo.bar [as baz]', isAsync: false, location: '/a/b.js', line: 1, column: 2 },
  ],
  [
    'Object.<anonymous> (C:\\a b\\c (x86)\\d.js:1:2)',
    {
      function: 'Object.<anonymous>',
      isAsync: false,
      location: 'C:\\a b\\c (x86)\\d.js',
      line: 1,
      column: 2,
    },
  ],
  [
    'fn (\\\\host\\share\\d.js:1:2)',
    { function: 'fn', isAsync: false, location: '\\\\host\\share\\d.js', line: 1, column: 2 },
  ],
  [
    'a (b (/c (d)/e.js:1:2)',
    { function: 'a (b', isAsync: false, location: '/c (d)/e.js', line: 1, column: 2 },
  ],
  [
    'eval (eval at x (/a/b.js:3:4), <anonymous>:1:2)',
    { function: 'eval', isAsync: false, location: '/a/b.js', line: 3, column: 4 },
  ],
  ['eval at x (/a/b.js:3:4), <anonymous>:1:2', { isAsync: false, location: '/a/b.js', line: 3, column: 4 }],
  [
    'f (eval at g (eval at h (/a.js:5:6)), <anonymous>:1:2)',
    { function: 'f', isAsync: false, location: '/a.js', line: 5, column: 6 },
  ],
  ['async Promise.all (index 0)', { function: 'Promise.all', isAsync: true, location: 'index 0' }],
  ['Array.map (<anonymous>)', { function: 'Array.map', isAsync: false, location: '<anonymous>' }],
  ['native', { isAsync: false, location: 'native' }],
  [
    'processTicksAndRejections (native:7:39)',
    { function: 'processTicksAndRejections', isAsync: false, location: 'native', line: 7, column: 39 },
  ],
  [
    'readFileSync (node:fs:441:20)',
    { function: 'readFileSync', isAsync: false, location: 'node:fs', line: 441, column: 20 },
  ],
  [
    'wasm://wasm/a1:wasm-function[3]:0x1f',
    { isAsync: false, location: 'wasm://wasm/a1:wasm-function[3]:0x1f' },
  ],
  [
    'data:text/javascript,throw%20x:1:2',
    { isAsync: false, location: 'data:text/javascript,throw%20x', line: 1, column: 2 },
  ],
  [
    'evalmachine.<anonymous>:1:2',
    { isAsync: false, location: 'evalmachine.<anonymous>', line: 1, column: 2 },
  ],
  ['', { isAsync: false, location: '' }],
  [')', { isAsync: false, location: ')' }],
  [' ()', { isAsync: false, location: '' }],
];

describe('a frame', () => {
  it.each(FRAMES)('%s', (line, expected) => {
    expect(parseFrame(line)).toEqual(expected);
  });

  it('is read as the engine itself describes it, whatever functions and files are called', () => {
    const file = fc.oneof(
      fc
        .string({ unit: fc.constantFrom('a', ' ', '(', ')', '.', '/', '-', ':', '@'), maxLength: 20 })
        .map((x) => `/${x}.js`),
      fc.constantFrom(
        'C:\\Program Files (x86)\\tool\\cli.js',
        'file:///a%20b/c.mjs',
        '/a (eval at b)/c.js',
        '\\\\host\\share\\x.js',
      ),
    );
    const name = fc.constantFrom('fn', '$', 'größe', 'async', 'at', 'eval');
    fc.assert(
      fc.property(file, name, fc.nat(30), (file, name, indent) => {
        for (const site of throwIn(file, name, indent)) {
          const parsed = parseFrame(site.text);
          expect({ ...parsed, function: undefined }).toEqual({ ...site.parsed, function: undefined });
          expect(parsed.function ?? '').toContain(site.called ?? '');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is read as another parser reads it', () => {
    const path = fc.stringMatching(/^(\/|C:\\|file:\/\/\/)[\w.@-]{1,10}([/\\][\w.@-]{1,10}){0,3}\.js$/);
    const name = fc.stringMatching(/^[A-Za-z_$][\w$]{0,10}(\.[A-Za-z_$][\w$]{0,10})?$/);
    const position = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(fc.option(name), path, fc.tuple(position, position), (name, path, [line, column]) => {
        const place = `${path}:${line}:${column}`;
        const text = name === null ? place : `${name} (${place})`;
        const [theirs] = parseStack(`Error\n    at ${text}`);
        const ours = parseFrame(text);
        expect([ours.function, ours.location, ours.line, ours.column]).toEqual([
          theirs?.function,
          theirs?.file,
          theirs?.line,
          theirs?.col,
        ]);
      }),
    );
  });

  it('takes anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => void readLocation(parseFrame(line).location)),
    );
  });

  it.each([
    '(',
    ' (',
    'eval at ',
    'eval at a (',
    ' (/',
    '),',
    ':1',
    '/..',
    '../',
    '/node_modules',
    '%',
    ':',
    'async ',
  ])('of 64 KiB of %j takes no time', (shape) => {
    const line = `${shape.repeat(Math.ceil(65_536 / shape.length))})`;
    const start = process.cpuUsage();
    for (const text of [line, `eval at a (${line}`, `f (${line}`, `file://${line}`])
      readLocation(parseFrame(text).location);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(600);
  });
});

type Site = {
  readonly text: string;
  readonly called: string | undefined;
  readonly parsed: ReturnType<typeof parseFrame>;
};

/** The frames of an error thrown in a file of that name, as V8 writes them and as it describes them. */
function throwIn(filename: string, name: string, indent: number): Site[] {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  Error.prepareStackTrace = (_, sites) =>
    sites
      .filter((site) => site.getFileName() === filename)
      .map((site) => ({
        text: (site as { toString: () => string }).toString(),
        called: site.getFunctionName() ?? undefined,
        parsed: {
          isAsync: false,
          location: filename,
          line: site.getLineNumber() ?? undefined,
          column: site.getColumnNumber() ?? undefined,
        },
      }));
  try {
    const code = `{ ${' '.repeat(indent)}class Foo { constructor() { this.e = new Error() } static ${name}() { return new Foo().e } }\n[1].map(() => Foo.${name}())[0].stack }`;
    return new Script(code, { filename }).runInThisContext() as Site[];
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', before);
  }
}
