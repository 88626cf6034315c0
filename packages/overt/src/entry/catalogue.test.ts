import { BUILTIN_EVENTS } from '../catalogue/builtin.ts';
import { CORE_EVENTS, OTHER_BUILTIN_NAMES } from '../catalogue/core-events.ts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { defineTelemetry, noop } from 'overt';
import * as catalogue from 'overt/catalogue';
import { testPlatform, testTelemetry } from 'overt/testing';
import { AUTOMATIC_EVENTS, describeResource, INSPECTOR } from './catalogue.ts';

const world = globalThis as { [INSPECTOR]?: ((options: unknown) => void) | undefined };
afterEach(() => {
  delete world[INSPECTOR];
});

test('the public names', () => {
  expect(Object.keys(catalogue).toSorted()).toMatchInlineSnapshot(`
    [
      "AUTOMATIC_EVENTS",
      "BUILTIN_EVENTS",
      "DECISION_ORDER",
      "ERROR_FIELDS",
      "FIELD_BOUNDS",
      "INSPECTOR",
      "POLICY_FILES",
      "PROJECT_FILE",
      "RETENTION",
      "checkLimit",
      "describeResource",
    ]
  `);
});

test('no built-in name can be declared, whichever file it comes from', () => {
  expect([...Object.keys(CORE_EVENTS), ...OTHER_BUILTIN_NAMES].toSorted()).toEqual(
    Object.keys(BUILTIN_EVENTS).toSorted(),
  );
});

test('the inspector is shown what is defined, also what is then refused, and cannot do harm', () => {
  const shown: unknown[] = [];
  world[INSPECTOR] = (options) => {
    shown.push(options);
    throw new Error('of the inspector');
  };
  const good = { tool: 'tally', version: '1.0.0', sinks: [noop()], consent: { default: 'off' } } as const;
  const bad = { ...good, events: { Bad: 1 } };
  expect(defineTelemetry(good).consent().level).toBe('off');
  expect(() => defineTelemetry(bad as never)).toThrow('Expected the `events` option');
  expect(shown).toEqual([good, bad]);
});

/** Whether a field of a resource is among those that are described. */
function isDescribed(field: string, described: readonly string[]): boolean {
  return described.includes(field) || (field.startsWith('tag.') && described.includes('tag.*'));
}

test('nothing is attached to an event, and no event is recorded by itself, that is not named', async () => {
  const home = mkdtempSync(join(tmpdir(), 'overt-catalogue-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  // Where as much is known about a run as can be.
  const env = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    CLAUDECODE: '1',
    CLAUDE_CODE_SESSION_ID: 'b1f7',
    TEST_TOOL_TELEMETRY_TAGS: 'team=core',
  };
  const options = { tags: { channel: 'beta' }, project: 'local' } as const;
  const platform = testPlatform({ home, env: { ...env, TEST_TOOL_TELEMETRY: 'full' } });
  const { telemetry, delivered } = testTelemetry({ home, platform, ...options });
  telemetry.command('scan', () => undefined);
  const events = await delivered();
  expect(events.map(({ name }) => name)).toEqual(['command.invocation']);
  const described = describeResource(options);
  const required = Object.entries(described).filter(([, { optional }]) => optional !== true);
  for (const { name, run } of events) {
    const fields = Object.keys(run.resource);
    expect(AUTOMATIC_EVENTS).toContain(name);
    expect(fields).toEqual(expect.arrayContaining(required.map(([key]) => key)));
    expect(fields).toEqual(expect.arrayContaining(['agent', 'ci', 'tag.team']));
    expect(fields.filter((field) => !isDescribed(field, Object.keys(described)))).toEqual([]);
  }
});

test('the page about what is known of a run has every field that is described', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/environment.md'), 'utf8');
  for (const field of Object.keys(describeResource({}))) expect(page).toContain(field.replace('*', '\\*'));
});

test.each([
  [{}, 'a random number of this installation, which says nothing about the machine or the person'],
  [{ identity: { kind: 'install', rotate: 'never' } }, 'a random number of this installation'],
  [{ identity: { kind: 'install', rotate: 'weekly' } }, 'a new one each week'],
  [{ identity: 'machine' }, 'a fingerprint of the machine'],
])('with %j the id is %s', (options, what) => {
  expect(describeResource(options)['install']?.what).toContain(what);
});

test('without an id or a project there is no field for it', () => {
  expect(Object.keys(describeResource({ identity: 'none' }))).not.toContain('install');
  expect(Object.keys(describeResource({}))).not.toContain('project');
  expect(describeResource({ project: 'root-commit' })['project']?.what).toContain('first commit');
});
