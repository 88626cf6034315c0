import fc from 'fast-check';
import { expect, test } from 'vitest';
import { typedFlags, typedWords, type DeclaredFlag } from '../../src/adapters/kit/typed-flags.ts';

const FLAGS: readonly DeclaredFlag[] = [
  { name: 'token', aliases: ['t', 'auth'], takesValue: true },
  { name: 'tag', takesValue: 'undashed' },
  { name: 'dryRun', aliases: ['d'] },
  { name: 'cache' },
  { name: 'no-color' },
  { name: 'x' },
];

const lines: readonly [line: string, flags: readonly string[], words?: readonly string[]][] = [
  ['', []],
  ['deploy', [], ['deploy']],
  ['--token hunter2 deploy', ['token'], ['deploy']],
  ['--token=hunter2 deploy', ['token'], ['deploy']],
  ['--auth hunter2', ['token']],
  ['-t hunter2 deploy', ['token'], ['deploy']],
  ['-thunter2 deploy', ['token'], ['deploy']],
  ['-dt hunter2 deploy', ['dry-run', 'token'], ['deploy']],
  ['-dx', ['dry-run', 'x']],
  ['-dq', ['dry-run']],
  ['--token --cache', ['token']],
  ['--tag --cache', ['tag', 'cache']],
  ['--tag a b', ['tag'], ['b']],
  ['--dry-run --dryRun -d', ['dry-run']],
  ['--no-cache', ['no-cache']],
  ['--no-color', ['no-color']],
  ['--no-qwertz', []],
  ['--qwertz=hunter2 --qwertz hunter2', [], ['hunter2']],
  ['--constructor --__proto__', []],
  ['-- --cache -d', [], ['--cache', '-d']],
  ['--cache -- deploy', ['cache'], ['deploy']],
  ['-', [], ['-']],
  ['---cache', []],
  ['--cacheX --CACHE', []],
];
test.each(lines)('of %j', (line, flags, words = []) => {
  const args = line.split(' ').filter(Boolean);
  expect(typedFlags(args, FLAGS)).toEqual(flags);
  expect(typedWords(args, FLAGS).words).toEqual(words);
});

test('what is not declared is known, and not which', () => {
  expect(typedWords(['--cache', '-d'], FLAGS).hasUnknown).toBe(false);
  expect(typedWords(['--qwertz'], FLAGS).hasUnknown).toBe(true);
  expect(typedWords(['-q'], FLAGS).hasUnknown).toBe(true);
  expect(typedWords(['--', '--qwertz'], FLAGS).hasUnknown).toBe(false);
});

test('whatever is typed, nothing comes out that is not declared', () => {
  const names = ['token', 'tag', 'dry-run', 'cache', 'no-color', 'x'];
  const allowed = new Set([...names, ...names.map((name) => `no-${name}`)]);
  const word = fc.oneof(
    fc.string(),
    fc.string().map((text) => `-${text}`),
    fc.string().map((text) => `--${text}`),
    fc.constantFrom('--token', '-t', '--tag=', '--no-cache', '--dryRun', '--', '-dt'),
  );
  fc.assert(
    fc.property(fc.array(word), (args) => {
      expect(typedFlags(args, FLAGS).filter((name) => !allowed.has(name))).toEqual([]);
    }),
  );
});
