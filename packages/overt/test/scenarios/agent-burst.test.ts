import { expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { askCommand } from '../harness/command.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readWhatCounts } from '../harness/delivered.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

const RUNS = 120;
const AT_ONCE = 6;
/** How a fourth of them end: ten of each. */
const HOWS = ['error', 'usage-error', 'crash'] as const;
const CONVERSATION = 'b1f7c0de-secret-conversation';

test('a burst of short runs in one conversation of an agent arrives as one event, and nothing of it is unaccounted for', async ({
  place,
}) => {
  // The courier of the first run is the only one for a day: what comes after it waits.
  const options: FixtureOptions = {
    sampling: { summarizeAgents: true },
    delivery: { intervalMs: 86_400_000 },
  };
  const env = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: CONVERSATION };
  await runTool(place, { fixture: 'next.mjs', options });
  await waitForCouriers(place.root);
  const waiting = Array.from({ length: RUNS }, (_, n) =>
    n % 4 === 0 ? ['scan', HOWS[n % 3] ?? ''] : ['scan', 'ok', n % 4 === 1 ? 'long-lived' : ''],
  );
  const work = async (): Promise<void> => {
    for (let args = waiting.pop(); args !== undefined; args = waiting.pop())
      expect(await runTool(place, { fixture: 'burst.mjs', args, options, env })).toMatchObject({
        stderr: '',
      });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(readWhatCounts(place)).toEqual([]);

  await runTool(place, {
    fixture: 'next.mjs',
    options: { ...options, delivery: { intervalMs: 0 } },
  });
  await waitForCouriers(place.root);
  expect(readWhatCounts(place)).toEqual([
    { name: 'command.summary', props: expect.objectContaining({ command: 'scan', count: RUNS }) },
  ]);
  const [summary] = readWhatCounts(place);
  expect(summary?.props).toMatchObject({ ok: RUNS * 0.75, errors: 10, usageErrors: 10, crashes: 10 });
  expect(summary?.props).toMatchObject({ timed: RUNS * 0.75 });
  // Of the two runs of next.mjs, neither ran a command.
  const { durationMs, spanMs } = (summary?.props ?? {}) as { durationMs: number; spanMs: number };
  const told = await askCommand<{ first: number; last: number }>(place, ['stats'], { options });
  expect(told).toMatchObject({
    commands: RUNS,
    errors: RUNS * 0.25,
    runs: RUNS,
    durationMs,
    timed: RUNS * 0.75,
  });
  expect(told.last - told.first).toBe(spanMs);
  expect(spanMs).toBeGreaterThan(0);
  // Both runs of next.mjs, and the summary.
  expect(await readAccount(place, { options })).toMatchObject({
    recorded: RUNS + 2,
    delivered: 3,
    pending: 0,
    dropped: { summarized: RUNS - 1 },
  });
});
