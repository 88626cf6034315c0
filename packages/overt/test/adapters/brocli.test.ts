import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boolean, command, run } from '@drizzle-team/brocli';
import { afterAll, describe, expect, test } from 'vitest';
import { readCode, unfold } from '../harness/docs-code.ts';
import { describeAdapter, type AdapterUnderTest } from './describe-adapter.ts';

// The adapter is the one of docs/frameworks.md: what is said there of how to write one is run here.
const FILE = 'follow-brocli.mjs';
const root = mkdtempSync(join(tmpdir(), 'overt-brocli-'));
const adapter = join(unfold('frameworks.md', root, ['@drizzle-team/brocli']), FILE);
const { followBrocli } = (await import(adapter)) as {
  readonly followBrocli: NonNullable<AdapterUnderTest['follow']>;
};
afterAll(() => rmSync(root, { recursive: true }));

const CAUGHT = 'brocli catches what a command throws, prints its message and ends with 1';
const NAMED = 'all commands of brocli have names';
const TYPED = 'brocli tells which flags were typed also where it refuses them';

describeAdapter({
  name: 'brocli',
  adapter,
  follow: followBrocli,
  differs: {
    'a throw': { outcome: 'error', why: CAUGHT },
    'a rejection': { outcome: 'error', why: CAUGHT },
    'a secret in a short flag': {
      outcome: 'usage-error',
      friction: 'unknown-flag',
      why: 'to brocli, that is one flag of a long name',
    },
    'a flag before its command': {
      command: 'root',
      outcome: 'usage-error',
      friction: 'unknown-command',
      flags: undefined,
      why: 'brocli looks for no command in the word after a flag',
    },
    'a flag that is an argument': {
      outcome: 'usage-error',
      friction: 'missing-argument',
      why: 'to brocli, -- is a flag that it does not know',
    },
    'a missing value': { flags: 'token', why: TYPED },
    'a wrong value': { flags: 'level', why: TYPED },
  },
  lacks: {
    'a negated flag': 'brocli has no flags that are negated',
    'a flag by a variable': 'brocli reads no variables',
    'the default command': NAMED,
    'a flag of the default command': NAMED,
    'the only command': NAMED,
    'the only command, help': NAMED,
  },
});

describe('what a tool of brocli may have', () => {
  const follow = followBrocli as (...given: readonly unknown[]) => Parameters<typeof run>;
  const words: (readonly string[])[] = [];
  const outcomes: string[] = [];
  const telemetry = {
    startCommand: (_name: string, { outcome }: { readonly outcome: string }) => {
      outcomes.push(outcome);
      return { end: () => {} };
    },
    runCommand: (args: readonly string[]) => Promise.resolve(words.push(args) * 0),
  };
  const go = command({ name: 'go', help: () => {}, handler: () => {} });
  const runTyped = (line: string): Promise<unknown> => {
    const config = { globals: { asJson: boolean('--json') }, version: () => {}, noExit: true };
    return run(...follow(telemetry, [[go], { ...config, argSource: ['node', 'ship', ...line.split(' ')] }]));
  };
  afterAll(() => {
    process.exitCode = undefined;
  });

  test('a flag that all commands take, and that the telemetry command has too', async () => {
    await runTyped('--json=true telemetry log --json');
    expect(words).toEqual([['log', '--json']]);
  });

  test('texts of its own', async () => {
    await runTyped('go --help');
    await runTyped('--version');
    expect(outcomes).toEqual(['help', 'version']);
  });

  test('a telemetry command of its own', () => {
    const own = command({ name: 'data', aliases: ['telemetry'], handler: () => {} });
    const [commands] = follow(telemetry, [[own]]);
    expect(commands.map(({ name }) => name)).toEqual(['data']);
  });
});

test('it is short', () => {
  expect(readCode('frameworks.md').get(FILE)?.split('\n').length).toBeLessThan(80);
});
