import { expect, test } from 'vitest';
import { describeEnd } from './how-it-ended.ts';

test.each([
  ['SIGINT', 130, 'interrupted'],
  ['SIGHUP', 129, 'interrupted'],
  ['SIGQUIT', 131, 'interrupted'],
  ['SIGTERM', 143, 'interrupted'],
  ['SIGKILL', 137, 'error'],
  ['SIGPIPE', 141, 'error'],
  ['SIGABRT', 134, 'crash'],
  ['SIGSEGV', 139, 'crash'],
] as const)('%s is %i, %s', (signal, exitCode, outcome) => {
  expect(describeEnd({ kind: 'signal', signal })).toEqual({ exitCode, outcome });
});

test.each([
  [0, 'ok'],
  [1, 'error'],
  [2, 'error'],
  [64, 'usage-error'],
  [128, 'error'],
  [129, 'interrupted'],
  [131, 'interrupted'],
  [137, 'error'],
  [143, 'interrupted'],
])('exit code %i is %s', (code, outcome) => {
  expect(describeEnd({ kind: 'code', code })).toEqual({ exitCode: code, outcome });
});

test('which codes mean wrong use, the author says', () => {
  expect(describeEnd({ kind: 'code', code: 2 }, [2]).outcome).toBe('usage-error');
  expect(describeEnd({ kind: 'code', code: 64 }, [2]).outcome).toBe('error');
});
