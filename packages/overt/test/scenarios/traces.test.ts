import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { EventRun } from '../../src/sinks/batch.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import type { Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

/** A sink that writes down where runs stand in a trace. */
const SOURCE = `exports.createSink = (_tools, { name, options }) => ({
  name,
  send: async ({ events }) => {
    for (const { run } of events) require('node:fs').appendFileSync(options.path, JSON.stringify(run) + '\\n');
    return { kind: 'accepted' };
  },
});`;
const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function optionsFor(place: Place, others: FixtureOptions): FixtureOptions {
  const options = { path: join(place.root, 'runs.ndjson') };
  return { ...others, sinks: [['module', { name: 'main', options, module: { source: SOURCE } }]] };
}

async function runNested(
  place: Place,
  options: FixtureOptions,
  env: Record<string, string>,
): Promise<{ handed: (string | null)[]; runs: EventRun[] }> {
  const { stdout, stderr } = await runTool(place, {
    fixture: 'traced.mjs',
    args: ['2'],
    options: optionsFor(place, options),
    env,
  });
  expect(stderr).toBe('');
  await waitForCouriers(place.root);
  const lines = stdout.trim().split('\n');
  const text = readFileSync(join(place.root, 'runs.ndjson'), 'utf8');
  return {
    handed: lines.map((line) => (JSON.parse(line) as { handed: string | null }).handed),
    runs: text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as EventRun)
      .toSorted((one, other) => (one.run < other.run ? -1 : 1)),
  };
}

describe('a run in a trace', () => {
  test('goes on with the one it is in, and hands it on to what it starts', async ({ place }) => {
    const { handed, runs } = await runNested(place, { traces: true }, { TRACEPARENT: PARENT });
    const spans = runs.map(({ trace }) => trace);
    expect(spans.map((trace) => trace?.traceId)).toEqual(Array(3).fill(PARENT.split('-')[1]));
    expect(spans.map((trace) => trace?.parentSpanId)).toEqual([
      PARENT.split('-')[2],
      spans[0]?.spanId,
      spans[1]?.spanId,
    ]);
    expect(handed).toEqual(spans.map((trace) => `00-${trace?.traceId}-${trace?.spanId}-01`));
  });

  test('begins one where there is none', async ({ place }) => {
    const { runs } = await runNested(place, { traces: true }, {});
    expect(new Set(runs.map(({ trace }) => trace?.traceId)).size).toBe(1);
    expect(runs[0]?.trace).not.toHaveProperty('parentSpanId');
    expect(runs[1]?.trace?.parentSpanId).toBe(runs[0]?.trace?.spanId);
  });

  test('is only in one where the author wants that, and touches no variable otherwise', async ({ place }) => {
    const { handed, runs } = await runNested(place, {}, { TRACEPARENT: PARENT });
    expect(handed).toEqual([PARENT, PARENT, PARENT]);
    expect(runs.map(({ trace }) => trace)).toEqual([undefined, undefined, undefined]);
  });

  test('is not told of where the user allows errors only', async ({ place }) => {
    const options = { traces: true, consent: { configured: 'errors' } };
    const run = { fixture: 'ends.mjs', args: ['throw'], options: optionsFor(place, options) };
    await runTool(place, { ...run, env: { TRACEPARENT: PARENT } });
    await waitForCouriers(place.root);
    const text = readFileSync(join(place.root, 'runs.ndjson'), 'utf8');
    expect(text).toContain('"run":');
    expect(text).not.toContain('trace');
  });
});
