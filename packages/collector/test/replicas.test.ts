import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../src/start-collector.ts';
import { createEmbeddedStore } from '../src/store/embedded-store.ts';
import { makeEvents, makeRequest, makeRun, send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';

// One process owns a chDB folder, so the two collectors are in this one and share the store. Each has its own data
// folder, log, window of recent events and loader: they know nothing of each other but what is in the store.
test('two collectors on one store keep each event once, however often and wherever it is sent', async () => {
  const store = await createEmbeddedStore(join(makeTempFolder(), 'store'));
  const collectors = await Promise.all(
    [0, 1].map(() => startCollector({ port: 0, data: makeTempFolder(), store })),
  );
  onTestFinished(async () => {
    await Promise.all(collectors.map((collector) => collector.close()));
    await store.close();
  });
  const requests = Array.from({ length: 30 }, () =>
    makeRequest({ runs: [makeRun({ events: makeEvents(20) }), makeRun({ events: makeEvents(3) })] }),
  );
  for (const round of [1, 2]) {
    await Promise.all(
      requests.flatMap((request) =>
        collectors.map(async (collector) => {
          const response = await send(collector, { ...request, attempt: round });
          const { accepted, duplicates } = (await response.json()) as {
            accepted: number;
            duplicates: string[];
          };
          expect(accepted + duplicates.length).toBe(23);
        }),
      ),
    );
    const reports = await Promise.all(collectors.map((collector) => collector.report()));
    for (const { totals, commands } of reports) {
      expect([totals.events, totals.runs, commands[0]?.runs]).toEqual([690, 60, 690]);
    }
  }
});

test('what the other collector has stored is named as a duplicate when the sender says that it tries again', async () => {
  const store = await createEmbeddedStore(join(makeTempFolder(), 'store'));
  const [first, second] = await Promise.all(
    ([0, 1] as const).map(() => startCollector({ port: 0, data: makeTempFolder(), store })),
  );
  onTestFinished(async () => {
    await Promise.all([first?.close(), second?.close()]);
    await store.close();
  });
  if (first === undefined || second === undefined) throw new Error('Expected two collectors');
  const request = makeRequest({ runs: [makeRun({ events: makeEvents(4) })] });
  await send(first, request);
  await first.report();
  const answer = (await (await send(second, { ...request, attempt: 2 })).json()) as { duplicates: string[] };
  expect(answer.duplicates).toHaveLength(4);
});
