import { describe, expect } from 'vitest';
import type { TokenUsage } from '../../src/agents/session.ts';
import { OPTIONS, propsOf, test, type Props } from './harness.ts';

describe('usage', () => {
  const WRONG: readonly [what: string, given: unknown, misuse: Props, kept: Props][] = [
    ['a negative number', { inputTokens: -1, outputTokens: 2 }, { invalid_value: 1 }, { outputTokens: 2 }],
    ['no number', { inputTokens: Number.NaN, outputTokens: 2 }, { invalid_value: 1 }, { outputTokens: 2 }],
    ['no end', { inputTokens: 1, outputTokens: Infinity }, { invalid_value: 1 }, { inputTokens: 1 }],
    ['a text', { inputTokens: '12', outputTokens: 2 }, { invalid_value: 1 }, { outputTokens: 2 }],
    ['too much', { inputTokens: 1e30, outputTokens: 2 }, { invalid_value: 1 }, { outputTokens: 2 }],
    ['half a token', { inputTokens: 0.5, outputTokens: 2 }, { invalid_value: 1 }, { outputTokens: 2 }],
    [
      'a cost without a currency',
      { inputTokens: 1, outputTokens: 2, cost: 1 },
      { invalid_value: 1 },
      { inputTokens: 1 },
    ],
    [
      'a currency that is none',
      { inputTokens: 1, outputTokens: 2, cost: 1, currency: 'DOLLARS' },
      { invalid_value: 1 },
      { inputTokens: 1 },
    ],
    [
      'a cost below nothing',
      { inputTokens: 1, outputTokens: 2, cost: -1, currency: 'USD' },
      { invalid_value: 1 },
      { inputTokens: 1 },
    ],
    [
      'what nobody declared',
      { inputTokens: 1, outputTokens: 2, totalTokens: 3, prompt: 'secret words' },
      { undeclared_field: 2 },
      { inputTokens: 1 },
    ],
    ['half of it', { inputTokens: 1 }, { missing_field: 1 }, { inputTokens: 1 }],
    ['nothing', undefined, { missing_field: 2 }, {}],
    [
      'a getter that throws',
      {
        get inputTokens() {
          throw new Error('no');
        },
      },
      { invalid_value: 1 },
      {},
    ],
  ];

  test.for(WRONG)(
    'with %s loses no more than that, and it is counted',
    async ([, given, misuse, kept], { world }) => {
      const run = world.start(OPTIONS);
      const session = run.telemetry.session({ agent: 'lead', model: 'model-x' });
      session.usage(given as never);
      session.usage({ inputTokens: 10, outputTokens: 20, cost: 0.1, currency: 'eur' });
      session.end();
      run.exit(0);
      const events = await world.deliver();
      expect(world.misuse()).toEqual(misuse);
      const used = propsOf(events, 'token.usage');
      expect(used.at(-1)).toMatchObject({
        inputTokens: 10,
        outputTokens: 20,
        costNanos: 100_000_000,
        currency: 'eur',
      });
      expect(used[0]).toMatchObject(Object.keys(kept).length > 0 ? kept : {});
      expect(propsOf(events, 'session.end')).toMatchObject([
        { inputTokens: Number(kept['inputTokens'] ?? 0) + 10, costNanos: 100_000_000, currency: 'eur' },
      ]);
      expect(JSON.stringify(events)).not.toContain('secret words');
    },
  );

  test('that counts from the beginning is told as what was used since', async ({ world }) => {
    const run = world.start(OPTIONS);
    const session = run.telemetry.session({ agent: 'lead' });
    const total = (inputTokens: number, cost: number, model = 'model-x'): void =>
      session.usageTotal({ model, inputTokens, outputTokens: inputTokens / 10, cost, currency: 'USD' });
    total(100, 0.1);
    total(100, 0.1);
    total(250, 0.3);
    total(50, 0.05, 'gpt-5');
    // A client that is made anew counts anew.
    total(20, 0.02);
    total(30, 0.03);
    run.exit(0);
    const events = await world.deliver();
    expect(
      propsOf(events, 'token.usage').map(({ model, inputTokens, costNanos }) => [
        model,
        inputTokens,
        costNanos,
      ]),
    ).toEqual([
      ['model-x', 100, 100_000_000],
      ['model-x', 150, 200_000_000],
      ['gpt-5', 50, 50_000_000],
      ['model-x', 20, 20_000_000],
      ['model-x', 10, 10_000_000],
    ]);
    expect(propsOf(events, 'session.end')).toMatchObject([
      { inputTokens: 330, outputTokens: 33, costNanos: 380_000_000 },
    ]);
  });

  test('in several currencies has no sum of costs', async ({ world }) => {
    const run = world.start(OPTIONS);
    const session = run.telemetry.session({ agent: 'lead', model: 'model-x' });
    for (const currency of ['USD', 'EUR', 'USD'])
      session.usage({ inputTokens: 1, outputTokens: 1, cost: 1, currency });
    await run.telemetry.flush();
    session.usage({ inputTokens: 1, outputTokens: 1, cost: 1, currency: 'USD' });
    run.kill();
    const events = await world.deliver();
    const [end] = propsOf(events, 'session.end');
    expect(end).toMatchObject({ outcome: 'abandoned', inputTokens: 4 });
    expect(end).not.toHaveProperty('costNanos');
    expect(propsOf(events, 'token.usage')).toHaveLength(4);
  });

  test('whose sum would not be exact any more is not taken', async ({ world }) => {
    const run = world.start(OPTIONS);
    const session = run.telemetry.session({ agent: 'lead', model: 'model-x' });
    session.usage({ inputTokens: Number.MAX_SAFE_INTEGER - 5, outputTokens: 0 });
    session.usage({ inputTokens: 6, outputTokens: 1 });
    session.usage({ inputTokens: 5, outputTokens: 1 });
    run.exit(0);
    const events = await world.deliver();
    expect(propsOf(events, 'session.end')).toMatchObject([
      { inputTokens: Number.MAX_SAFE_INTEGER, outputTokens: 2 },
    ]);
    expect(world.misuse()).toEqual({ invalid_value: 1 });
  });

  test('which a client goes on counting in another process are counted once', async ({ world }) => {
    const total = (inputTokens: number, cost: number): TokenUsage => ({
      model: 'model-x',
      inputTokens,
      outputTokens: inputTokens / 10,
      cost,
      currency: 'USD',
    });
    const first = world.start(OPTIONS);
    const session = first.telemetry.session({ agent: 'lead', id: 'kept', resumed: false });
    session.usageTotal(total(1000, 1));
    session.end();
    first.exit(0);
    const second = world.start(OPTIONS);
    const resumed = second.telemetry.session({ agent: 'lead', id: 'kept' });
    const before = total(1000, 1);
    resumed.usageTotal(total(1500, 1.25), before);
    resumed.usageTotal(total(1600, 1.5), before);
    resumed.usageTotal(total(1600, 1.5), null as never);
    resumed.end();
    second.exit(0);
    const ends = propsOf(await world.deliver(), 'session.end');
    const told = ends.map(({ inputTokens, outputTokens, costNanos }) => [
      inputTokens,
      outputTokens,
      costNanos,
    ]);
    expect(told).toEqual([
      [1000, 100, 1e9],
      [600, 60, 5e8],
    ]);
  });
});
