import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSchema } from '../src/docs/schema.ts';
import { parseReleased } from '../src/docs/released.ts';
import { runRules } from '../src/report/run-rules.ts';
import { ALL_RULES } from '../src/rules/all-rules.ts';
import { EXAMPLE_TODAY, type Example } from '../src/rules/example.ts';
import { isPlaceholder } from '../src/rules/reasons.ts';
import { isOneEditApart, splitWords } from '../src/rules/words.ts';
import { readPlaces } from '../src/source/places.ts';
import { DEFAULT_CONFIG } from '../src/subject/config.ts';
import { readDeclared } from '../src/subject/declared.ts';
import { askSdk } from '../src/subject/read-options.ts';
import type { Subject } from '../src/subject/subject.ts';
import { makeTempFolder } from './temp-folder.ts';

const USUAL = { tool: 'scan', version: '1.0.0', sinks: [{ kind: 'noop', name: 'noop', options: {} }] };

async function subjectOf(example: Example): Promise<Subject> {
  const { events = {}, source = '', options, released, documents, suppress = [] } = example;
  const folder = makeTempFolder();
  const module = join(folder, 'telemetry.ts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(module, source);
  const all = { ...USUAL, events, ...options };
  return {
    tool: 'scan',
    events,
    declared: readDeclared(events),
    options: all,
    refusal: askSdk(all),
    root: folder,
    config: { ...DEFAULT_CONFIG, suppress },
    places: await readPlaces(module),
    released: released && parseReleased(createSchema({ tool: 'scan', events: released, options: USUAL })),
    documents,
    today: EXAMPLE_TODAY,
  };
}

async function rulesFor(example: Example): Promise<readonly string[]> {
  return runRules(await subjectOf(example)).findings.map(({ rule }) => rule);
}

describe.each(ALL_RULES)('$id', ({ id, bad, good, isFatal, summary }) => {
  test('finds fault with its bad example, and none with its good one', async () => {
    expect(await rulesFor(bad)).toContain(id);
    expect(await rulesFor(good)).not.toContain(id);
  });

  test('speaks of what the SDK refuses exactly if it says so', async () => {
    const { refusal } = await subjectOf(bad);
    expect(refusal !== undefined).toBe(isFatal === true);
    expect((await subjectOf(good)).refusal).toBeUndefined();
  });

  test('is described in one sentence', () => {
    expect(summary).toMatch(/^[A-Z].*[A-Za-z`)]\.$/);
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  });
});

test.each([
  ['TODO', true],
  ['todo: write this', true],
  ['TBD.', true],
  ['...', true],
  ['n/a', true],
  ['-', true],
  ['To do less work in large folders.', false],
  ['Tests that fail tell what to fix.', false],
  ['', false],
])('%j is a placeholder: %s', (text, expected) => {
  expect(isPlaceholder(text)).toBe(expected);
});

test.each([
  ['userId', 'user id'],
  ['HTTPServerURL', 'http server url'],
  ['scan.finished_at', 'scan finished at'],
  ['sha256Sum', 'sha256 sum'],
])('the words of %s are %s', (name, words) => {
  expect(splitWords(name).join(' ')).toBe(words);
});

test.each([
  ['cats', 'cast', false],
  ['cats', 'cat', true],
  ['cat', 'cot', true],
  ['cat', 'cat', false],
  ['abcd', 'bcde', false],
  ['', 'a', true],
])('%j and %j are one edit apart: %s', (left, right, expected) => {
  expect(isOneEditApart(left, right)).toBe(expected);
  expect(isOneEditApart(right, left)).toBe(expected);
});

test('there are more than twenty rules, and no two of one id', () => {
  const ids = ALL_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(20);
});
