import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { bundle } from '../harness/package.ts';
import { runTool } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

const RUNS = 6;
const EVENTS_PER_RUN = 3;

test('two versions of a tool, each in one file, share a machine: each has its courier, and nothing is lost', async ({
  place,
}) => {
  const first = await bundle(place, 'packed.mjs', { format: 'esm', minify: true });
  const second = await bundle(place, 'packed.mjs', { format: 'cjs', minify: true, name: 'next' });
  writeFileSync(second, withOtherCourier(readFileSync(second, 'utf8')));
  const numbers = Array.from({ length: RUNS }, (_, run) => run * EVENTS_PER_RUN);
  const runs = numbers.map((n, run) =>
    runTool(place, { fixture: run % 2 === 0 ? first : second, args: [String(n)] }),
  );
  for (const { code, stdout, stderr } of await Promise.all(runs))
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'packed\n', stderr: '' });
  await waitForCouriers(place.root);
  // Whoever ended last may have met a courier at work that had looked already.
  await runTool(place, { fixture: first, args: [String(RUNS * EVENTS_PER_RUN)] });
  await waitForCouriers(place.root);

  const total = (RUNS + 1) * EVENTS_PER_RUN;
  expect(
    readDelivered(place)
      .map(({ props }) => Number(props['n']))
      .toSorted((one, other) => one - other),
  ).toEqual(Array.from({ length: total }, (_, n) => n));
  expect(await readAccount(place)).toMatchObject({ recorded: total, delivered: total, pending: 0 });
  const couriers = readdirSync(place.spool).filter((name) => name.startsWith('courier-'));
  expect(couriers).toHaveLength(2);
  for (const name of couriers)
    expect(readFileSync(join(place.spool, name), 'utf8').length).toBeGreaterThan(1e5);
});

/** The longest text in base64 is what the bundle carries. */
function withOtherCourier(code: string): string {
  const [packed = ''] = (code.match(/[A-Za-z0-9+/=]{10000,}/g) ?? []).toSorted((a, b) => b.length - a.length);
  const text = brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');
  return code.replace(packed, () =>
    brotliCompressSync(`${text}\n// Of another version.\n`).toString('base64'),
  );
}
