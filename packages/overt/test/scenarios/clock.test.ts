import { testTelemetry } from 'overt/testing';
import { describe, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, readProgress } from '../harness/delivered.ts';
import { runUnchanged } from '../harness/look.ts';
import { settle } from '../harness/settle.ts';
import { test } from '../harness/test.ts';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

type Clock = {
  readonly clock: string;
  /** What is added to the time, by how long the tool has run. */ readonly shift: string;
  readonly intervalMs: number;
};

const CLOCKS: readonly Clock[] = [
  { clock: 'a year behind', shift: `-${YEAR_MS}`, intervalMs: 60_000 },
  { clock: 'a year ahead', shift: `${YEAR_MS}`, intervalMs: 60_000 },
  {
    clock: 'set back a year between two looks at it',
    shift: `(looks++ % 2 ? 0 : -${YEAR_MS})`,
    intervalMs: 0,
  },
  { clock: 'that stands at the beginning of time', shift: '-now()', intervalMs: 60_000 },
];

describe('a tool with a clock', () => {
  test.for(CLOCKS)(
    '$clock: its events arrive, and those of the next run',
    async ({ shift, intervalMs }, { place }) => {
      const source = `const now = Date.now; let looks = 0; Date.now = () => now() + ${shift};`;
      const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
      await runUnchanged(place, {
        fixture: 'work.mjs',
        args: ['0', '12'],
        nodeArgs,
        options: { delivery: { intervalMs } },
      });
      await waitForCouriers(place.root);
      expect(readDelivered(place)).toHaveLength(readProgress(place).length + 1);
      await settle(place, { options: { delivery: { intervalMs } } });
      expect(readDelivered(place)).toHaveLength(readProgress(place).length + 2);
      const account = await readAccount(place);
      expect(account).toMatchObject({ pending: 0, dropped: {} });
      expect(difference(account)).toBe(0);
    },
  );
});

describe('a clock that is set back a year', () => {
  test('does not make a sink wait for a year that asked for a minute', async ({ place }) => {
    const { telemetry, sink, platform } = testTelemetry({ home: place.home });
    telemetry.track('feature.used', { feature: 'before' });
    sink.answer({ kind: 'retry', reason: 'busy', afterMs: 60_000 });
    await telemetry.flush();
    sink.answer({ kind: 'accepted' });
    await telemetry.flush();
    expect(sink.events).toEqual([]);

    platform.clock.set(platform.now() - YEAR_MS);
    telemetry.track('feature.used', { feature: 'after' });
    await telemetry.flush();
    expect(sink.events.map(({ props }) => props['feature'])).toEqual(['before', 'after']);
    const { memory } = await telemetry.ledger();
    expect(memory).toMatchObject({ recorded: 2, delivered: 2, pending: 0, dropped: {} });
  });

  test('numbers events in the order in which they were recorded', async ({ place }) => {
    const { telemetry, platform, delivered } = testTelemetry({ home: place.home });
    for (let index = 0; index < 3; index += 1) {
      telemetry.track('feature.used', { feature: `f${index}` });
      platform.clock.set(platform.now() - YEAR_MS);
    }
    const events = await delivered();
    expect(events.map(({ props, seq }) => [props['feature'], seq])).toEqual([
      ['f0', 1],
      ['f1', 2],
      ['f2', 3],
    ]);
  });
});
