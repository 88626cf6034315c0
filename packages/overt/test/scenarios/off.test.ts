import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import { snapshot } from '../harness/snapshot.ts';
import { test } from '../harness/test.ts';
import { traceEffects, whyNoTrace } from '../harness/trace.ts';

type Switch = { readonly off: string; readonly run?: Partial<ToolRun>; readonly stored?: string };

const chosen = (level: string): string => JSON.stringify({ format: 1, level, at: 1 });
const SWITCHES: readonly Switch[] = [
  ...['1', 'true', 'yes', 'anything'].map((value) => variable('DO_NOT_TRACK', value)),
  ...['off', '0', 'false', 'no', 'OFF', 'garbage', ''].map((value) => variable('SCAN_TELEMETRY', value)),
  { off: 'the stored choice off', stored: chosen('off') },
  { off: 'a stored choice that is cut', stored: chosen('usage').slice(0, 20) },
  { off: 'a stored choice that is empty', stored: '' },
  { off: 'a stored choice of no known level', stored: chosen('everything') },
  { off: 'a stored choice of a later format', stored: JSON.stringify({ format: 2, level: 'usage' }) },
  { off: 'consent of default ask', run: { options: { consent: { default: 'ask' } } } },
  { off: 'consent of default off', run: { options: { consent: { default: 'off' } } } },
  {
    off: 'nobody, who would be asked about a crash',
    run: { options: { consent: { default: 'off' }, errors: { ask: true } } },
  },
];

function variable(name: string, value: string): Switch {
  return { off: `${name}=${value}`, run: { env: { [name]: value } } };
}

const WORK: ToolRun = { fixture: 'work.mjs', args: ['0', '12'], env: { FIXTURE_PROGRESS: '' } };

describe('switched off by', () => {
  test.for(SWITCHES)(
    '$off: no file, no socket, no process',
    async ({ run = {}, stored }, { place, skip }) => {
      if (stored !== undefined) storeChoice(place, stored);
      const before = snapshot(place.root);
      const whole = { ...WORK, ...run, env: { ...WORK.env, ...run.env } };
      await runTool(place, whole);
      expect(snapshot(place.root)).toEqual(before);

      const reason = whyNoTrace();
      if (reason !== undefined) skip(`System calls were not watched: ${reason}.`);
      const bare = await traceEffects(place, { ...whole, stub: true });
      expect(await traceEffects(place, whole)).toEqual(bare);
    },
  );

  test('nothing: then a trace shows files and a process, so these tests can fail', async ({
    place,
    skip,
  }) => {
    const reason = whyNoTrace();
    if (reason !== undefined) skip(`System calls were not watched: ${reason}.`);
    const bare = await traceEffects(place, { ...WORK, stub: true });
    const effects = (await traceEffects(place, WORK)).filter((call) => !bare.includes(call));
    await waitForCouriers(place.root);
    expect(effects.filter((call) => call.startsWith('mkdir')).length).toBeGreaterThan(3);
    expect(effects.some((call) => call.includes('/runs/'))).toBe(true);
    expect(effects.some((call) => call.startsWith('execve') && call.includes('courier.cjs'))).toBe(true);
    expect(effects.some((call) => call.startsWith('socket') || call.startsWith('bind'))).toBe(true);
    expect(readDelivered(place)).toHaveLength(13);
  });
});

function storeChoice(place: Place, text: string): void {
  mkdirSync(place.spool, { recursive: true, mode: 0o700 });
  writeFileSync(join(place.spool, 'consent.json'), text, { mode: 0o600 });
}
