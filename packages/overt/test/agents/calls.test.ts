import { describe, expect } from 'vitest';
import { OPTIONS, propsOf, test } from './harness.ts';

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
    const passed: unknown[] = [];
    for (const error of thrown)
      await session
        .tool('shell', async () => Promise.reject(error))
        .catch((caught: unknown) => void passed.push(caught));
    expect(passed).toEqual(thrown);
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

  test('may be declared as they are called, in capitals too', async ({ world }) => {
    const run = world.start({ agents: { agents: ['Lead'], tools: ['readFile', 'Bash'] } });
    const session = run.telemetry.session({ agent: 'Lead' });
    for (const name of ['readFile', 'readfile', 'Bash']) session.tool(name, () => {});
    run.exit(0);
    const tools = propsOf(await world.deliver(), 'tool.call').map(({ agent, tool }) => [agent, tool]);
    expect(tools).toEqual([
      ['lead', 'readfile'],
      ['lead', 'readfile'],
      ['lead', 'bash'],
    ]);
  });
});
