import { describe, expect, onTestFinished } from 'vitest';
import { waitForCouriers } from '../harness/couriers.ts';
import { startInbox } from '../harness/inbox.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';
import { PROGRAMS, whyNot } from './programs.ts';

const RUNTIMES = [
  { runtime: 'bun', program: PROGRAMS.bun, nodeArgs: [] },
  { runtime: 'deno', program: PROGRAMS.deno, nodeArgs: ['run', '--allow-all'] },
] as const;

/** What is reported of each way to die. What only one of them does otherwise than Node is said of that one. */
const WAYS = [
  { way: 'throw', names: ['crash'], code: 1 },
  { way: 'in a timer', names: ['crash'], code: 1 },
  { way: 'in a tick', names: ['crash'], code: 1 },
  { way: 'in a microtask', names: ['crash'], code: 1 },
  { way: 'an error event', names: ['crash'], code: 1 },
  // Bun goes on after it, tells nobody, and ends with 1 when nothing is left to do.
  { way: 'reject', names: ['crash'], code: 1, onBun: [] },
  { way: 'in a command', names: ['command.invocation', 'crash'], code: 1 },
  {
    way: 'in two commands',
    names: ['command.invocation', 'command.invocation', 'crash'],
    code: 1,
    onBun: ['command.invocation', 'command.invocation', 'error'],
  },
  { way: 'handled and over', names: ['command.invocation', 'error'], code: 3 },
  { way: 'taken over, and on', names: ['crash'], code: 0 },
  { way: 'killed', names: ['command.abandoned'], code: null },
];

describe.for(RUNTIMES)('under $runtime, a tool that ends by', ({ runtime, program, nodeArgs }) => {
  test.for(WAYS)('$way', async ({ way, names, code, onBun }, { place, task }) => {
    const reason = whyNot(runtime);
    if (reason !== undefined) task.context.skip(`${runtime} is not tested: ${reason}.`);
    const inbox = await startInbox();
    onTestFinished(() => inbox.close());
    const run = {
      fixture: 'crash.mjs',
      program,
      nodeArgs,
      options: { sinks: [['http', { url: inbox.url, name: 'main' }]] },
    } satisfies ToolRun;
    const ended = await runTool(place, { ...run, args: [way] });
    await waitForCouriers(place.root);
    // What was left behind is for the next run's courier.
    await runTool(place, { ...run, fixture: 'next-http.mjs' });
    await waitForCouriers(place.root);
    const found = inbox
      .events()
      .filter(({ props }) => props['command'] !== 'later')
      .map(({ name }) => name);
    expect(ended.code).toBe(code);
    expect(found.toSorted()).toEqual((runtime === 'bun' ? (onBun ?? names) : names).toSorted());
  });
});
