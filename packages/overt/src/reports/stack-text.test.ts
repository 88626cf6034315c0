import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatWithin } from './cut.ts';
import { formatStack, parseStack, type CutFrames, type Frame, type StackError } from './stack-text.ts';

const EXAMPLE: StackError[] = [
  {
    type: 'TypeError',
    code: 'ERR_X',
    message: 'first line\nC:\\temp',
    frames: [
      { function: 'fn', file: 'app:///dist/cli.js', line: 10, column: 5, inApp: true },
      { isAsync: true, file: 'node_modules/zod/lib/x.js', line: 3, column: 1, inApp: false },
      { function: 'readFileSync', file: 'node:fs', line: 441, column: 20, inApp: false },
      { inApp: false },
      { cut: 12 },
    ],
  },
  { type: 'Error', code: 'ENOENT', parent: 0, relation: 'cause', frames: [{ inApp: false }] },
  { type: 'RangeError', parent: 1, relation: 'member', frames: [] },
  { type: 'Error', parent: 0, relation: 'member', frames: [] },
];
const TEXT = String.raw`TypeError [ERR_X]: first line\nC:\\temp
    at fn (app:///dist/cli.js:10:5)
    at async node_modules/zod/lib/x.js:3:1
    at readFileSync (node:fs:441:20)
    at <elsewhere>
    … 12 more
  caused by: Error [ENOENT]
      at <elsewhere>
    with: RangeError
  with: Error`;

describe('the text of a stack', () => {
  it('has the grammar of docs/errors.md', () => {
    expect(formatStack(EXAMPLE)).toBe(TEXT);
    expect(parseStack(TEXT)).toEqual(EXAMPLE);
  });

  it('is read back as it was', () => {
    fc.assert(
      fc.property(stacks(), (errors) => {
        expect(parseStack(formatStack(errors))).toEqual(errors);
      }),
    );
  });

  it('is the same again, whatever it was made of', () => {
    fc.assert(
      fc.property(fc.array(anyError(), { maxLength: 6 }), (errors) => {
        const text = formatStack(errors);
        expect(formatStack(parseStack(text))).toBe(text);
      }),
    );
  });

  it('is the same again, whatever text it is read from', () => {
    fc.assert(
      fc.property(fc.array(anyLine()), (lines) => {
        const once = formatStack(parseStack(lines.join('\n')));
        expect(formatStack(parseStack(once))).toBe(once);
      }),
    );
  });

  it('has no line that a person did not see coming: one for each error and frame', () => {
    fc.assert(
      fc.property(stacks(), (errors) => {
        const count = errors.reduce((sum, { frames }) => sum + 1 + frames.length, 0);
        expect(formatStack(errors).split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)).toHaveLength(count);
      }),
    );
  });

  it('keeps to its limits, and stays readable', () => {
    fc.assert(
      fc.property(stacks({ maxFrames: 80, maxMessage: 3000 }), (errors) => {
        const text = formatWithin(errors);
        expect(text.length).toBeLessThanOrEqual(8000);
        const [first, ...others] = parseStack(text);
        expect(first?.type).toBe(errors[0]?.type);
        expect(others.length).toBeLessThan(errors.length);
        expect(formatStack(parseStack(text))).toBe(text);
        for (const { frames } of parseStack(text))
          expect(frames.filter((frame) => !('cut' in frame)).length).toBeLessThanOrEqual(32);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps count of what it leaves out', () => {
    fc.assert(
      fc.property(stacks({ maxFrames: 80, maxMessage: 10 }), (errors) => {
        const first = errors.slice(0, 1);
        expect(countFrames(parseStack(formatWithin(first)))).toBe(countFrames(first));
      }),
    );
  });

  it('takes time in proportion to its length', () => {
    const shapes = [
      '    at a (',
      '  caused by: E: ',
      'at async ',
      '\n',
      ' ',
      '… 1 more\n',
      '\\u0000',
      'E: x\n    at <elsewhere>\n',
    ];
    for (const shape of shapes) {
      const text = shape.repeat(Math.ceil((256 * 1024) / shape.length));
      const start = process.cpuUsage();
      parseStack(text);
      expect(process.cpuUsage(start).user / 1000).toBeLessThan(500);
    }
  });
});

function countFrames(errors: readonly StackError[]): number {
  return errors
    .flatMap(({ frames }) => frames)
    .reduce((sum, frame) => sum + ('cut' in frame ? frame.cut : 1), 0);
}

type Sizes = { readonly maxFrames: number; readonly maxMessage: number };

/** Errors in the order in which a text has them: each right after the one that it belongs to, or after what belongs to that. */
function stacks(
  { maxFrames, maxMessage }: Sizes = { maxFrames: 6, maxMessage: 40 },
): fc.Arbitrary<StackError[]> {
  const error = fc.record(
    {
      type: fc.stringMatching(/^[A-Za-z_$][\w$.-]{0,79}$/),
      code: fc.stringMatching(/^[A-Z0-9_]{1,40}$/),
      message: fc.string({ unit: 'binary', minLength: 1, maxLength: maxMessage }),
      frames: fc.array(fc.oneof(frame(), cut()), { maxLength: maxFrames }),
    },
    { requiredKeys: ['type', 'frames'] },
  );
  const link = fc.tuple(fc.nat(), fc.constantFrom('cause' as const, 'member' as const));
  return fc.array(fc.tuple(error, link), { minLength: 1, maxLength: 8 }).map((all) => {
    /** The last error and those above it: one of these is next one's parent. */
    let path: number[] = [];
    return all.map(([error, [pick, relation]], index) => {
      const frames = joinCuts(error.frames);
      if (index === 0) {
        path = [0];
        return { ...error, frames };
      }
      const depth = pick % path.length;
      const parent = path[depth] ?? 0;
      path = [...path.slice(0, depth + 1), index];
      return { ...error, parent, relation, frames };
    });
  });
}

/** Two cuts side by side are one. */
function joinCuts(frames: readonly (Frame | CutFrames)[]): (Frame | CutFrames)[] {
  return frames.filter((frame, index) => !('cut' in frame) || !('cut' in (frames[index - 1] ?? {})));
}

function frame(): fc.Arbitrary<Frame> {
  const file = fc.oneof(
    fc.stringMatching(/^app:\/\/(\/@?[\w+$-]{1,20}){1,4}$/),
    fc.stringMatching(/^node_modules(\/@?[\w+$-]{1,20}){1,4}$/),
    fc.constantFrom('node:fs', 'node:internal/process/task_queues', 'native'),
  );
  const name = fc.oneof(
    fc.constantFrom(
      'async',
      'new Foo',
      'Foo.bar [as baz]',
      'Object.<anonymous>',
      'get size',
      'Foo.#bar',
      'at',
      'größe',
    ),
    fc.stringMatching(/^[\w$.#]{1,80}$/),
  );
  const known = fc.record(
    { function: name, isAsync: fc.constant(true), file, line: fc.integer({ min: 1, max: 999_999_999 }) },
    { requiredKeys: ['file'] },
  );
  const column = fc.option(fc.integer({ min: 1, max: 999_999_999 }), { nil: undefined });
  return fc.oneof(
    fc.constant({ inApp: false }),
    fc.tuple(known, column).map(([one, column]) => ({
      ...one,
      ...(one.line === undefined || column === undefined ? {} : { column }),
      inApp: one.file.startsWith('app:'),
    })),
  );
}

function cut(): fc.Arbitrary<CutFrames> {
  return fc.record({ cut: fc.integer({ min: 1, max: 9999 }) });
}

/** Whatever a damaged or hostile report may hold. */
function anyError(): fc.Arbitrary<StackError> {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  return fc.record({
    type: text,
    code: text,
    message: text,
    parent: fc.integer({ min: -2, max: 8 }),
    relation: fc.constantFrom('cause', 'member', 'other' as 'cause'),
    frames: fc.array(
      fc.oneof(
        fc.record({
          function: text,
          file: text,
          line: fc.double(),
          column: fc.double(),
          inApp: fc.boolean(),
        }),
        fc.record({ cut: fc.double() }),
      ),
      { maxLength: 5 },
    ),
  });
}

function anyLine(): fc.Arbitrary<string> {
  const start = fc.constantFrom(
    '',
    '    at ',
    '  caused by: ',
    'at async ',
    '      with: ',
    '… ',
    '    at x (',
  );
  const end = fc.constantFrom('', ')', ' more', ':1:2', ' (app:///x:1:2)', '12 more', ' [X]: y');
  return fc.tuple(start, fc.string({ unit: 'binary', maxLength: 20 }), end).map((parts) => parts.join(''));
}
