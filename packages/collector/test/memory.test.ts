import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startProcess } from './collector-process.ts';
import { makeEvent, makeRequest, makeRun, send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';

const LOAD_MS = 12_000;
const SENDERS = 6;
/** 512 MB, of 10^6 bytes each. */
const PROMISED_MIB = 488;

// The promise of the collector: under 512 MB resident with default settings, under a load that keeps both cores busy.
test.skipIf(process.platform !== 'linux')('resident memory stays under 512 MB under load', async () => {
  const data = makeTempFolder();
  const collector = await startProcess(data);
  const end = Date.now() + LOAD_MS;
  let accepted = 0;
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (Date.now() < end) {
        const runs = Array.from({ length: 160 }, () =>
          makeRun({
            events: [1, 2, 3].map((seq) =>
              makeEvent({ seq, props: { command: `c${seq}`, outcome: 'ok', durationMs: seq } }),
            ),
          }),
        );
        const response = await send(collector, gzipSync(JSON.stringify(makeRequest({ runs }))), {
          'content-encoding': 'gzip',
        });
        accepted += ((await response.json()) as { accepted?: number }).accepted ?? 0;
      }
    }),
  );
  const peak =
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${collector.pid}/status`, 'utf8'))?.[1]) / 1024;
  process.stdout.write(`${accepted} events in ${LOAD_MS / 1000} s, peak ${Math.round(peak)} MiB\n`);
  expect(accepted).toBeGreaterThan(20_000);
  expect(peak).toBeLessThan(PROMISED_MIB);
});
