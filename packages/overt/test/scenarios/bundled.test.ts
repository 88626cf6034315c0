import { lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { bundle, install } from '../harness/package.ts';
import type { Place } from '../harness/place.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

const FIXTURE = 'packed.mjs';

describe('a tool that esbuild made one file of', () => {
  const forms = (['esm', 'cjs'] as const).flatMap((format) => [
    { format, minify: false },
    { format, minify: true },
  ]);

  test.for(forms)('as $format, minified: $minify', async ({ format, minify }, { place }) => {
    const fixture = await bundle(place, FIXTURE, { format, minify });
    await runPacked(place, { fixture, args: ['0'] });
    await waitForCouriers(place.root);
    expect(readNumbers(place)).toEqual([0, 1, 2]);

    const couriers = readdirSync(place.spool).filter((name) => name.startsWith('courier-'));
    expect(couriers).toHaveLength(1);
    expect(lstatSync(join(place.spool, couriers[0] ?? '')).mode & 0o777).toBe(0o600);

    // From within the tool: the same courier, imported.
    const inline = { delivery: { mode: 'inline', deadlineMs: 20_000 } };
    await runPacked(place, { fixture, args: ['3'], options: inline });
    expect(readNumbers(place)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(readdirSync(place.spool).filter((name) => name.startsWith('courier-'))).toEqual(couriers);
  });

  test('and whose file is gone when the courier starts', async ({ place }) => {
    const fixture = await bundle(place, FIXTURE, { format: 'esm', minify: true });
    await runPacked(place, { fixture, args: ['0'] });
    rmSync(fixture);
    await waitForCouriers(place.root);
    expect(readNumbers(place)).toEqual([0, 1, 2]);
  });

  test.for(['', '// somebody else wrote this\n'])(
    'and whose courier was overwritten with "%s"',
    async (text, { place }) => {
      const fixture = await bundle(place, FIXTURE, { format: 'esm', minify: false });
      await runPacked(place, { fixture, args: ['0'] });
      await waitForCouriers(place.root);
      const [courier = ''] = readdirSync(place.spool).filter((name) => name.startsWith('courier-'));
      writeFileSync(join(place.spool, courier), text);
      await runPacked(place, { fixture, args: ['3'] });
      await waitForCouriers(place.root);
      expect(readNumbers(place)).toEqual([0, 1, 2, 3, 4, 5]);
    },
  );
});

describe('a package', () => {
  test.for([
    { change: 'removed', act: remove },
    { change: 'replaced by another version', act: replace },
    { change: 'replaced by one that does not work', act: spoil },
  ])('that is $change while the courier starts', async ({ act }, { place }) => {
    const fixture = install(place, FIXTURE);
    for (const first of [0, 3, 6]) {
      await runPacked(place, { fixture, args: [String(first)] });
      act(place);
      await waitForCouriers(place.root);
      remove(place);
      install(place, FIXTURE);
    }
    await runPacked(place, { fixture, args: ['9'] });
    await waitForCouriers(place.root);
    expect(readNumbers(place)).toEqual(Array.from({ length: 12 }, (_, n) => n));
    expect(await readAccount(place)).toMatchObject({ recorded: 12, delivered: 12, pending: 0, dropped: {} });
  });
});

describe('a package that is half gone', () => {
  test.for(['checks.cjs', 'cold.cjs', 'errors.cjs', 'rare.cjs', 'courier.cjs', 'commands.cjs'])(
    'without %s: the tool notices nothing, also where its user wants to look',
    async (missing, { place }) => {
      const fixture = install(place, FIXTURE);
      rmSync(join(place.root, 'app/node_modules/overt/dist', missing));
      for (const mode of ['', 'log:/dev/null', 'show:/dev/null'])
        await runPacked(place, { fixture, args: ['0'], env: { OVERT_DEBUG: mode } });
      await waitForCouriers(place.root);
    },
  );
});

function remove({ root }: Place): void {
  rmSync(join(root, 'app/node_modules'), { recursive: true, force: true });
}

function replace(place: Place): void {
  remove(place);
  install(place, FIXTURE);
}

function spoil({ root }: Place): void {
  writeFileSync(join(root, 'app/node_modules/overt/dist/courier.cjs'), 'this is no (JavaScript');
}

async function runPacked(place: Place, run: ToolRun): Promise<void> {
  const { code, stdout, stderr } = await runTool(place, run);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'packed\n', stderr: '' });
}

function readNumbers(place: Place): unknown[] {
  return readDelivered(place)
    .map(({ props }) => Number(props['n']))
    .toSorted((one, other) => one - other);
}
