import { describe, expect } from 'vitest';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { runTool, type Ended, type ToolRun } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';
import { PROGRAMS, whyNot } from './programs.ts';

const RUNTIMES = [
  // Bun tells nobody of a rejection that nobody handles (docs/bundling.md): there is nothing to report it by.
  { runtime: 'bun', nodeArgs: [], told: ['throw'] },
  { runtime: 'deno', nodeArgs: ['run', '--allow-all'], told: ['throw', 'reject'] },
] as const;
const CRASHES = {
  throw: { errorClass: 'typeerror', origin: 'exception' },
  reject: { errorClass: 'rangeerror', origin: 'rejection' },
} as const;
const FILES = ['./worker.mjs', './worker.cjs'] as const;
const CASES = (['thread', 'nested', 'fork', 'spawn'] as const).flatMap((how) =>
  // What is in CommonJS starts nothing itself.
  FILES.filter((file) => how !== 'nested' || file.endsWith('.mjs')).flatMap((file) =>
    (['throw', 'reject'] as const).map((end) => ({ how, file, end })),
  ),
);

describe.for(RUNTIMES)('under $runtime, with overt/worker,', ({ runtime, nodeArgs, told }) => {
  test.for(CASES)('a $how of $file that ends by $end', async ({ how, file, end }, { place, task }) => {
    const reason = whyNot(runtime);
    if (reason !== undefined) task.context.skip(`${runtime} is not tested: ${reason}.`);
    const program = PROGRAMS[runtime];
    const run: ToolRun = { fixture: 'workers.mjs', program, nodeArgs, args: [how, file, end, 'listens'] };
    const bare = await runTool(place, { ...run, stub: true });
    const ended = await runTool(place, run);
    expect(visible(ended)).toEqual(visible(bare));
    await waitForCouriers(place.root);
    // What a thread left behind is for the next run's courier.
    await runTool(place, { ...run, fixture: 'next.mjs', args: [] });
    await waitForCouriers(place.root);
    const delivered = readDelivered(place);
    const own = delivered.find(({ name }) => name === 'scan.step');
    const crashes = delivered.filter(({ name }) => name === 'crash');
    const isTold = (told as readonly string[]).includes(end);
    expect(crashes).toEqual(
      isTold ? [expect.objectContaining({ parent: own?.run, resource: own?.resource })] : [],
    );
    if (isTold) expect(crashes[0]?.props).toMatchObject({ ...CRASHES[end], command: 'scan deep' });
  });
});

/** Where Bun prints an error whose stack somebody has read, it writes a frame without a function in its other way. */
function visible({ code, stdout, stderr }: Ended): object {
  return { code, stdout, stderr: stderr.replaceAll(/at <anonymous> \((.*)\)/g, 'at $1') };
}
