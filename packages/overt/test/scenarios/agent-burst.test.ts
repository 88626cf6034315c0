import { expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readWhatCounts } from '../harness/delivered.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

const RUNS = 120;
const AT_ONCE = 6;
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
  const waiting = Array.from({ length: RUNS }, (_, n) => (n % 4 === 0 ? ['scan', 'fail'] : ['scan']));
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
  expect(summary?.props).toMatchObject({ ok: RUNS * 0.75, errors: RUNS * 0.25, crashes: 0 });
  // Both runs of next.mjs, and the summary.
  expect(await readAccount(place, { options })).toMatchObject({
    recorded: RUNS + 2,
    delivered: 3,
    pending: 0,
    dropped: { summarized: RUNS - 1 },
  });
});
