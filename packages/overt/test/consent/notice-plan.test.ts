import { describe, expect, it } from 'vitest';
import { planNotice, type Situation } from '../../src/consent/notice-plan.ts';
import { readSituation } from '../../src/consent/situation.ts';
import { testPlatform } from '../../src/testing/test-platform.ts';
import { NOTICE_RULES } from './truth-table.ts';

const PARTS = [
  'isCi',
  'hasAgent',
  'isNested',
  'isMachineReadable',
  'isAside',
  'inputIsTerminal',
  'errorsAreTerminal',
] as const satisfies readonly (keyof Situation)[];

/** A person at a terminal who uses the tool. */
const QUIET: Situation = {
  isCi: false,
  hasAgent: false,
  isNested: false,
  isMachineReadable: false,
  isAside: false,
  inputIsTerminal: true,
  errorsAreTerminal: true,
};

describe('whether now is the moment', () => {
  it('is what the table says in every combination', () => {
    const wrong: unknown[] = [];
    let count = 0;
    for (const noticePending of [false, true]) {
      for (const fallback of ['ask', 'on', 'off'] as const) {
        for (let bits = 0; bits < 2 ** PARTS.length; bits += 1) {
          const situation = Object.fromEntries(
            PARTS.map((part, at) => [part, (bits & (1 << at)) !== 0]),
          ) as Situation;
          const given = { noticePending, default: fallback, ...situation };
          const { kind } = planNotice({ noticePending }, { default: fallback }, situation);
          const rule = NOTICE_RULES.find(({ when }) => isWithin(when, given));
          if (rule?.is !== kind) wrong.push({ given, kind, expected: rule?.is });
          count += 1;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBe(2 * 3 * 2 ** PARTS.length);
  });

  it('says why it is put off', () => {
    const plan = planNotice({ noticePending: true }, { default: 'ask' }, { ...QUIET, isCi: true });
    expect(plan).toEqual({ kind: 'deferred', because: 'this is CI' });
  });
});

function isWithin(
  when: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(when).every(([part, value]) => given[part] === value);
}

describe('what was typed', () => {
  it.each([
    [['list', '--json'], {}, { isMachineReadable: true }],
    [['list', '--json=pretty'], {}, { isMachineReadable: true }],
    [['list', '--format', 'ndjson'], {}, { isMachineReadable: true }],
    [['list', '--format=yaml'], {}, { isMachineReadable: true }],
    [['list', '-o', 'json'], {}, { isMachineReadable: true }],
    [['status', '--porcelain'], {}, { isMachineReadable: true }],
    [['status', '-q'], {}, { isMachineReadable: true }],
    [['status', '--no-input'], {}, { isMachineReadable: true }],
    [['list', '--format', 'table'], {}, { isMachineReadable: false }],
    [['build', '-o', 'out.js'], {}, { isMachineReadable: false }],
    [['build', '-o'], {}, { isMachineReadable: false }],
    [['list', '--json'], { isMachineReadable: false }, { isMachineReadable: false }],
    [['list'], { isMachineReadable: true }, { isMachineReadable: true }],
    [['--help'], {}, { isAside: true }],
    [['list', '-h'], {}, { isAside: true }],
    [['help', 'list'], {}, { isAside: true }],
    [['--version'], {}, { isAside: true }],
    [['completion', 'bash'], {}, { isAside: true }],
    [['__complete', 'li'], {}, { isAside: true }],
    [['telemetry', 'disable'], {}, { isAside: true }],
    [['t', 'status'], { command: 'telemetry status' }, { isAside: true }],
    [['list'], { command: 'list' }, { isAside: false }],
    [[], {}, { isAside: false, isMachineReadable: false }],
  ] as const)('%j with %j is %j', (typed, hints, expected) => {
    expect(look({ typed }, hints)).toMatchObject(expected);
  });
});

describe('who runs it', () => {
  it.each([
    [{ env: { CI: '1' } }, { isCi: true }],
    [{ env: { CI: 'false' } }, { isCi: false }],
    [{ env: { CLAUDECODE: '1' } }, { hasAgent: true }],
    [{ parentRun: '01JD8Z7A1BCDEFGHJKMNPQRSTV' }, { isNested: true }],
    [{ parentRun: 'none' }, { isNested: true }],
    [{ env: { npm_lifecycle_event: 'postinstall' } }, { isNested: true }],
    [{ env: { npm_lifecycle_event: 'npx' } }, { isNested: false }],
    [{}, QUIET],
  ])('%j is %j', (given, expected) => {
    expect(look(given)).toMatchObject(expected);
  });
});

type Given = {
  readonly typed?: readonly string[];
  readonly env?: Record<string, string>;
  readonly parentRun?: string;
};

function look({ typed = [], env = {}, parentRun }: Given, hints = {}): Situation {
  const platform = testPlatform({ home: '/nowhere', env });
  const system = { ...platform.system, arguments: ['node', 'tool', ...typed], isTerminal: () => true };
  return readSituation({ ...platform, system }, parentRun, hints);
}
