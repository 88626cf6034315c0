import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { defineTelemetry, noop } from 'overt';
import * as catalogue from 'overt/catalogue';
import { testTelemetry } from 'overt/testing';
import { AUTOMATIC_EVENTS, INSPECTOR, RESOURCE_FIELDS } from './catalogue.ts';

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
      "FIELD_BOUNDS",
      "INSPECTOR",
      "POLICY_FILES",
      "PROJECT_FILE",
      "RESOURCE_FIELDS",
      "RETENTION",
    ]
  `);
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

test('nothing is attached to an event, and no event is recorded by itself, that is not named', async () => {
  const home = mkdtempSync(join(tmpdir(), 'overt-catalogue-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const { telemetry, delivered } = testTelemetry({ home });
  telemetry.command('scan', () => undefined);
  const events = await delivered();
  expect(events.map(({ name }) => name)).toEqual(['command.invocation']);
  for (const { name, run } of events) {
    expect(AUTOMATIC_EVENTS).toContain(name);
    const required = Object.entries(RESOURCE_FIELDS).filter(([, { optional }]) => optional !== true);
    expect(Object.keys(run.resource)).toEqual(expect.arrayContaining(required.map(([key]) => key)));
    for (const key of Object.keys(run.resource)) expect(Object.keys(RESOURCE_FIELDS)).toContain(key);
  }
});
