import { expect } from 'vitest';
import { openCollector } from '../harness/collector.ts';
import { askCommand } from '../harness/command.ts';
import { erase, optionsFor, readQueue, runOnce, work, test } from '../harness/eraser.ts';
import { readInstall } from '../harness/spool.ts';
import { waitFor } from '../harness/wait-for.ts';

type Request = { readonly name: string; readonly state: string; readonly receipt?: string };

test('a user has everything erased at the collector, sees the receipt, and goes on as a stranger', async ({
  place,
  onTestFinished,
}) => {
  const collector = await openCollector();
  onTestFinished(() => collector.close());
  const options = optionsFor(['collector', { url: collector.url, key: collector.key, name: 'main' }]);
  const count = async (install: string): Promise<number> => {
    const [row] = await collector.query<{ events: string }>(
      `SELECT count() AS events FROM events FINAL WHERE install = '${install}'`,
    );
    return Number(row?.events);
  };
  await work(place, options);
  const before = readInstall(place);
  expect(await count(before)).toBeGreaterThan(0);

  const { places, code } = await erase(place, options);
  expect(code).toBe(0);
  expect(places).toMatchObject([{ name: 'main', receipt: expect.any(String) as string }]);
  // It carries it out in its own time, and couriers ask until it has.
  await waitFor('the collector to confirm', async () => {
    await askCommand(place, ['flush'], { options });
    const { requests } = await askCommand<{ requests: Request[] }>(place, ['status'], { options });
    return requests[0]?.state === 'confirmed';
  });
  expect(await count(before)).toBe(0);
  const { requests } = await askCommand<{ requests: Request[] }>(place, ['status'], { options });
  expect(requests).toMatchObject([{ name: 'main', state: 'confirmed', receipt: places[0]?.receipt }]);
  // The proof is without the id.
  expect(JSON.stringify([requests, readQueue(place)])).not.toContain(before);

  await runOnce(place, options);
  const after = readInstall(place);
  expect(after).not.toBe(before);
  expect(await count(after)).toBeGreaterThan(0);
});
