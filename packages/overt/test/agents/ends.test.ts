import { expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, readProgress } from '../harness/delivered.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { settle } from '../harness/settle.ts';
import { test } from '../harness/test.ts';

/** Ends of a process, and what they make of the two sessions that are open then. */
const ENDS = [
  ['return', 'interrupted'],
  ['exit0', 'interrupted'],
  ['exit3', 'error'],
  ['throw', 'error'],
  ['reject', 'error'],
  ['SIGTERM', 'abandoned'],
  ['SIGKILL', 'abandoned'],
  ['abort', 'abandoned'],
] as const;
/** `flushed`: a part was delivered before the end. `grown`: the run goes on in further files. */
const AMOUNTS = ['little', 'flushed', 'grown'] as const;
const SUMS = ['inputTokens', 'outputTokens', 'costNanos'] as const;

const cases = ENDS.flatMap(([end, outcome]) => AMOUNTS.map((amount) => ({ end, outcome, amount })));

test.for(cases)(
  'a process that ends by $end, $amount: its sessions are $outcome, and their totals right',
  async ({ end, outcome, amount }, { place }) => {
    const options: FixtureOptions = {
      agents: { agents: ['lead', 'helper'], tools: ['shell'], models: ['model-x'] },
    };
    await runTool(place, { fixture: 'session.mjs', args: [end, amount], options });
    await waitForCouriers(place.root);
    await settle(place);
    const events = readDelivered(place).filter(({ props }) => props['agent'] !== undefined);
    const ends = events.filter(({ name }) => name === 'session.end');
    const told = ends.map(({ props }) => `${String(props['agent'])} ${String(props['outcome'])}`);
    expect(told.toSorted()).toEqual(['helper ok', `helper ${outcome}`, `lead ${outcome}`].toSorted());
    const worked = readProgress(place);
    for (const agent of ['lead', 'helper']) {
      const own = events.filter(({ props }) => props['agent'] === agent);
      const sum = (name: string, field: string): number =>
        own
          .filter((event) => event.name === name)
          .reduce((total, { props }) => total + Number(props[field] ?? 0), 0);
      const times = worked.filter(({ name }) => name === agent).length;
      expect(SUMS.map((field) => sum('token.usage', field))).toEqual([times * 10, times, times * 1_000_000]);
      expect(SUMS.map((field) => sum('session.end', field))).toEqual([times * 10, times, times * 1_000_000]);
      expect(sum('session.end', 'toolCalls')).toBe(own.filter(({ name }) => name === 'tool.call').length);
    }
    const lead = events.find(({ name, props }) => name === 'session.start' && props['agent'] === 'lead')
      ?.props['session'];
    expect(
      ends.filter(({ props }) => props['agent'] === 'helper').map(({ props }) => props['parentSession']),
    ).toEqual([lead, lead]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(difference(await readAccount(place))).toBe(0);
  },
);
