import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { OPTIONS, propsOf, test } from './harness.ts';

const BODIES: readonly [outcome: string, body: () => unknown][] = [
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
];

describe('a session', () => {
  test.for(BODIES)('ends as its body does: %s', async ([outcome, body], { world }) => {
    const run = world.start(OPTIONS);
    const session = run.telemetry.session({ agent: 'lead' });
    const whatCame = await Promise.resolve()
      .then(() => session.run(body))
      .catch((error: unknown) => error);
    expect(outcome === 'ok' ? whatCame === 7 : whatCame instanceof Error).toBe(true);
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
