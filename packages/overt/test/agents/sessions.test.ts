import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test as base } from 'vitest';
import type { BatchEvent } from '../../src/sinks/batch.ts';
import { openWorld } from './world.ts';

const test = base.extend('world', async ({ task: _task }, { onCleanup }) => {
  const world = openWorld();
  onCleanup(world.remove);
  return world;
});

const OPTIONS = {
  agents: { agents: ['lead', 'helper'], tools: ['read_file', 'shell'], models: ['model-x'] },
};

type Props = Readonly<Record<string, unknown>>;

function propsOf(events: readonly BatchEvent[], name: string): Props[] {
  return events.filter((event) => event.name === name).map(({ props }) => props);
}

describe('a session', () => {
  test.for([
    ['ok', () => 7],
    ['ok', async () => 7],
    ['error', async () => Promise.reject(new TypeError('no'))],
    [
      'error',
      () => {
        throw new RangeError('no');
      },
    ],
    ['interrupted', async () => Promise.reject(Object.assign(new Error('no'), { name: 'AbortError' }))],
  ] as const)('ends as its body does: %s', async ([outcome, body], { world }) => {
    const run = world.start(OPTIONS);
    const session = run.telemetry.session({ agent: 'lead' });
    const whatCame = await Promise.resolve()
      .then(() => session.run(body))
      .catch((error: unknown) => error);
    if (outcome === 'ok') expect(whatCame).toBe(7);
    else expect(whatCame).toBeInstanceOf(Error);
    run.exit(0);
    const events = await world.deliver();
    const isError = outcome === 'error';
    expect(propsOf(events, 'session.end')).toMatchObject([{ outcome, errors: isError ? 1 : 0 }]);
    expect(propsOf(events, 'session.error')).toHaveLength(isError ? 1 : 0);
    expect(world.misuse()).toEqual({});
  });

  test('of which nobody says that it ends, ends with its run, what is open in it first', async ({
    world,
  }) => {
    for (const code of [0, 130, 143, 1, 7]) {
      const run = world.start(OPTIONS);
      const outer = run.telemetry.session({ agent: 'lead' });
      const inner = run.telemetry.session({ agent: 'helper', parent: outer });
      const tool = inner.startTool('shell');
      outer.startTurn();
      run.exit(code);
      tool.end();
    }
    const events = await world.deliver();
    const ends = propsOf(events, 'session.end').map(
      ({ agent, outcome }) => `${String(agent)} ${String(outcome)}`,
    );
    const twice = (outcome: string): string[] => [`helper ${outcome}`, `lead ${outcome}`];
    expect(ends).toEqual(['interrupted', 'interrupted', 'interrupted', 'error', 'error'].flatMap(twice));
    expect(propsOf(events, 'tool.call').map(({ outcome }) => outcome)).toEqual(Array(5).fill('interrupted'));
    expect(propsOf(events, 'session.turn').map(({ outcome }) => outcome)).toEqual(
      Array(5).fill('interrupted'),
    );
    expect(world.misuse()).toEqual({});
  });

  test('that is over records nothing more, and it is counted that somebody tried', async ({ world }) => {
    const run = world.start(OPTIONS);
    const session = run.telemetry.session({ agent: 'lead' });
    const late = session.startTool('shell');
    session.end();
    session.end({ outcome: 'error' });
    session.fail(new Error('no'));
    session.usage({ inputTokens: 1, outputTokens: 1 });
    session.usageTotal({ inputTokens: 1, outputTokens: 1 });
    session.error(new Error('no'));
    session.startTurn().end();
    expect(session.tool('shell', () => 5)).toBe(5);
    // The end of the session was the end of it, which its author need not have known.
    late.end();
    run.exit(0);
    const events = await world.deliver();
    expect(events.map(({ name }) => name)).toEqual(['session.start', 'tool.call', 'session.end']);
    expect(world.misuse()).toEqual({ session_over: 7 });
  });

  test('goes on in another process under its id, which leaves as a hash only', async ({ world }) => {
    const first = world.start(OPTIONS);
    const { id } = first.telemetry.session({ agent: 'lead' });
    first.exit(0);
    const second = world.start(OPTIONS);
    const resumed = second.telemetry.session({ agent: 'lead', id });
    expect(resumed.id).toBe(id);
    second.telemetry.session({ agent: 'helper', parent: id, id: 'own id', resumed: false }).end();
    second.exit(0);
    const events = await world.deliver();
    const starts = propsOf(events, 'session.start');
    expect(starts.map((props) => props['resumed'])).toEqual([false, true, false]);
    expect(new Set(starts.map((props) => props['session'])).size).toBe(2);
    expect(starts[2]?.['parentSession']).toBe(starts[0]?.['session']);
    expect(JSON.stringify(events)).not.toMatch(new RegExp(`${id}|own id`));
  });

  test('within another is its child, also beside others, and however deep', async ({ world }) => {
    const run = world.start(OPTIONS);
    const { telemetry } = run;
    const parents = new Map<string, string | undefined>();
    const dive = async (name: string, depth: number): Promise<void> => {
      const parent = telemetry.currentSession()?.id;
      const session = telemetry.session({ agent: 'helper', id: name, resumed: false });
      parents.set(name, parent);
      await session.run(async () => {
        await wait(Math.floor(parents.size % 3));
        expect(telemetry.currentSession()).toBe(session);
        session.usage({ model: 'model-x', inputTokens: depth, outputTokens: 1 });
        await Promise.all([
          session.tool('shell', () => wait(1)),
          session.tool('read_file', async () => wait(1)),
          ...(depth < 5 ? [dive(`${name}.${depth}`, depth + 1)] : []),
        ]);
        expect(telemetry.currentSession()).toBe(session);
      });
    };
    await Promise.all(Array.from({ length: 50 }, (_, index) => dive(`s${index}`, 1)));
    expect(telemetry.currentSession()).toBeUndefined();
    run.exit(0);
    const events = await world.deliver();
    const starts = propsOf(events, 'session.start');
    expect(starts).toHaveLength(250);
    // The order is that in which they began, here and there.
    const hashes = new Map([...parents.keys()].map((name, index) => [name, starts[index]?.['session']]));
    expect(new Set(hashes.values()).size).toBe(250);
    for (const [index, name] of [...parents.keys()].entries()) {
      const parent = parents.get(name);
      expect(starts[index]?.['parentSession']).toBe(parent === undefined ? undefined : hashes.get(parent));
      expect(parent).toBe(name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : undefined);
    }
    for (const end of propsOf(events, 'session.end'))
      expect(end).toMatchObject({ outcome: 'ok', toolCalls: 2, toolErrors: 0, outputTokens: 1 });
    expect(world.misuse()).toEqual({});
  }, 30_000);

  test('beyond what one run may have open is none, and that is counted', async ({ world }) => {
    const run = world.start(OPTIONS);
    for (let n = 0; n < 260; n += 1) run.telemetry.session({ agent: 'lead' });
    run.exit(0);
    const events = await world.deliver();
    expect(propsOf(events, 'session.end')).toHaveLength(256);
    expect(world.misuse()).toEqual({ too_many_sessions: 4 });
  });
});

describe('tools and turns', () => {
  test('end as their bodies do, and of errors only the kind is told', async ({ world }) => {
    const run = world.start({ ...OPTIONS, errors: { expected: { DeniedError: 'denied', EBUSY: 'locked' } } });
    const session = run.telemetry.session({ agent: 'lead' });
    const named = (name: string, code?: string): Error =>
      Object.assign(new Error('secret words'), { name, code });
    const thrown = [
      named('DeniedError'),
      named('TimeoutError'),
      named('AbortError'),
      named('Error', 'EBUSY'),
      named('Error', 'ECONNREFUSED'),
      new TypeError('secret words'),
    ];
    for (const error of thrown)
      await session
        .tool('shell', async () => Promise.reject(error))
        .catch((caught: unknown) => expect(caught).toBe(error));
    expect(() =>
      session.tool('shell', () => {
        throw thrown[5];
      }),
    ).toThrow(TypeError);
    session.startTool('shell').end({ outcome: 'error', errorKind: 'not-found' });
    session.startTool('shell').fail(new TypeError('secret words'), { outcome: 'denied' });
    run.exit(0);
    const events = await world.deliver();
    const told = propsOf(events, 'tool.call').map(({ outcome, errorKind }) => [outcome, errorKind].join(' '));
    expect(told).toEqual([
      'denied denied',
      'timeout timeouterror',
      'interrupted abort',
      'error locked',
      'error network',
      'error typeerror',
      'error unknown',
      'error not-found',
      'denied typeerror',
    ]);
    expect(propsOf(events, 'session.end')).toMatchObject([{ toolCalls: 9, toolErrors: 6 }]);
    expect(JSON.stringify(events)).not.toContain('secret words');
  });

  test('say how long they took, and when the first token came', async ({ world }) => {
    const run = world.start(OPTIONS);
    const session = run.telemetry.session({ agent: 'lead', model: 'model-x' });
    const { advance } = run.platform.clock;
    await session.turn(async (turn) => {
      advance(30);
      turn.firstToken();
      advance(12);
      turn.firstToken();
    });
    await session.turn(async () => Promise.reject(new Error('no')), { model: 'gpt-5' }).catch(() => {});
    const slow = session.startTool('read_file');
    advance(1000);
    slow.end();
    slow.end({ outcome: 'error' });
    run.exit(0);
    const events = await world.deliver();
    expect(propsOf(events, 'session.turn')).toMatchObject([
      { outcome: 'ok', durationMs: 42, firstTokenMs: 30, model: 'model-x' },
      { outcome: 'error', durationMs: 0, model: 'gpt-5' },
    ]);
    expect(propsOf(events, 'tool.call')).toMatchObject([{ outcome: 'ok', durationMs: 1000 }]);
    expect(propsOf(events, 'session.end')).toMatchObject([{ durationMs: 1042, turns: 2, toolCalls: 1 }]);
  });

  test('are known by names that are declared, and by a hash else', async ({ world }) => {
    const run = world.start(OPTIONS);
    const session = run.telemetry.session({ agent: 'Lead', model: 'anthropic/claude-sonnet-4-5-20250929' });
    for (const name of ['read_file', 'Shell', 'mcp__secret', 'mcp__secret', '/etc/passwd', 'drop table'])
      session.startTool(name).end();
    run.telemetry.session({ agent: 'my own agent', model: 'ft:gpt-4o:my-org::x' }).end();
    run.exit(0);
    const events = await world.deliver();
    const tools = propsOf(events, 'tool.call').map(({ tool }) => String(tool));
    expect(tools.slice(0, 2)).toEqual(['read_file', 'shell']);
    expect(tools.slice(2)).toEqual(Array(4).fill(expect.stringMatching(/^other-[0-9a-f]{8}$/)));
    expect(new Set(tools).size).toBe(5);
    expect(propsOf(events, 'session.start')).toMatchObject([
      { agent: 'lead', model: 'claude-sonnet-4-5-20250929' },
      {
        agent: expect.stringMatching(/^other-[0-9a-f]{8}$/),
        model: expect.stringMatching(/^other-[0-9a-f]{8}$/),
      },
    ]);
  });
});

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
      if (Object.keys(kept).length > 0) expect(used[0]).toMatchObject(kept);
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
});

describe('the user', () => {
  test('who is against it gets nothing written, and the agent works', async ({ world }) => {
    const run = world.start({ ...OPTIONS, consent: { default: 'off' } });
    const session = run.telemetry.session({ agent: 'lead', id: 'own' });
    const result = await session.run(() => session.turn(async () => session.tool('shell', async () => 3)));
    expect(result).toBe(3);
    expect(session.id).toBe('');
    run.exit(0);
    expect(readdirSync(world.folder)).toEqual([]);
  });

  test('who lets errors be recorded only is told nothing of sessions', async ({ world }) => {
    const run = world.start({ ...OPTIONS, consent: { default: 'on', level: 'errors', configured: true } });
    const session = run.telemetry.session({ agent: 'lead', model: 'model-x' });
    session.usage({ inputTokens: -1, outputTokens: 1 });
    run.telemetry.captureError(new Error('one'));
    run.kill();
    const events = await world.deliver();
    expect(events.map(({ name }) => name).toSorted()).toEqual(['command.abandoned', 'error']);
    expect(world.misuse()).toEqual({});
  });

  test('who switches off in the middle has nothing of before come back in a sum', async ({ world }) => {
    const run = world.start({ ...OPTIONS, consent: { default: 'on', configured: true } });
    run.telemetry.choose('usage');
    const session = run.telemetry.session({ agent: 'lead', model: 'model-x' });
    session.usage({ inputTokens: 1000, outputTokens: 100 });
    run.telemetry.choose('off');
    session.usage({ inputTokens: 500, outputTokens: 50 });
    run.telemetry.choose('usage');
    session.usage({ inputTokens: 7, outputTokens: 1 });
    session.end();
    run.exit(0);
    const events = await world.deliver();
    expect(propsOf(events, 'token.usage').map(({ inputTokens }) => inputTokens)).toEqual([7]);
    expect(propsOf(events, 'session.end')).toMatchObject([{ inputTokens: 7, outputTokens: 1 }]);
    expect(existsSync(join(world.folder, '.local'))).toBe(true);
  });
});
