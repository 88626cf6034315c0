import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInput, type Syntax } from './parse.ts';

const SYNTAX: Syntax = {
  flags: { json: { help: '' }, help: { help: '' }, out: { help: '', value: '<file>' } },
  maxWords: 1,
};

describe('parseInput', () => {
  it.each([
    [[], { words: [], flags: {} }],
    [['a'], { words: ['a'], flags: {} }],
    [['--json'], { words: [], flags: { json: true } }],
    [['-h'], { words: [], flags: { help: true } }],
    [['--out', 'x'], { words: [], flags: { out: 'x' } }],
    [['--out=x=y'], { words: [], flags: { out: 'x=y' } }],
    [['--out', '--json'], { words: [], flags: { out: '--json' } }],
    [['a', '--json'], { words: ['a'], flags: { json: true } }],
    [['--', '--json'], { words: ['--json'], flags: {} }],
    [['-'], { words: ['-'], flags: {} }],
  ])('%j', (args, input) => {
    expect(parseInput(args, SYNTAX)).toEqual({ input });
  });

  it.each([
    ['--yaml'],
    ['-j'],
    ['--json=1'],
    ['--out'],
    ['--out='],
    ['a', 'b'],
    ['--__proto__'],
    ['---json'],
  ])('says what is wrong with %s', (...args) => {
    expect(parseInput(args, SYNTAX)).toEqual({ problem: expect.any(String) as string });
  });

  it('takes as many words as the command does', () => {
    const words = ['a', 'b', 'c'];
    for (let maxWords = 0; maxWords <= 3; maxWords += 1) {
      const problem = `There is one word too many: "${words[maxWords]}".`;
      expect(parseInput(words, { ...SYNTAX, maxWords })).toEqual(
        maxWords === 3 ? { input: { words, flags: {} } } : { problem },
      );
    }
  });

  it('answers, whatever is typed', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--', '--json', '--out', '--out=', '-h', '--help', '='),
    );
    fc.assert(
      fc.property(fc.array(word), (args) => {
        const parsed = parseInput(args, SYNTAX);
        if ('problem' in parsed) return parsed.problem !== '';
        return Object.keys(parsed.input.flags).every((name) => Object.hasOwn(SYNTAX.flags, name));
      }),
    );
  });
});
