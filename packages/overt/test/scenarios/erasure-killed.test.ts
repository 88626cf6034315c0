import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { runCommand, succeed } from '../harness/command.ts';
import { erase, optionsFor, runOnce, sinkAt, startEraser, work } from '../harness/eraser.ts';
import type { Place } from '../harness/place.ts';
import { FIXTURES } from '../harness/run-tool.ts';
import { readInstall } from '../harness/spool.ts';
import { test } from '../harness/test.ts';

/** Steps of one deletion on the disk: more than there are, so that the last ones find nothing to die at. */
const MAX_STEPS = 60;
const STEPS_AT_ONCE = 6;

describe('a deletion that is killed', () => {
  const parts = Array.from({ length: STEPS_AT_ONCE }, (_, part) => part + 1);
  let finished = 0;

  test.for(parts)(
    `at each step (from %i, each ${STEPS_AT_ONCE}th) leaves all ids, or requests that cover them`,
    { timeout: 120_000 },
    async (first, { place }) => {
      for (let step = first; step <= MAX_STEPS; step += STEPS_AT_ONCE) {
        const isOver = await killAt(place, step);
        if (isOver) finished += 1;
      }
      // Or there are more steps than were tried.
      expect(finished).toBeGreaterThan(0);
    },
  );
});

/** Answers whether there were fewer steps. */
async function killAt(place: Place, step: number): Promise<boolean> {
  const eraser = await startEraser();
  onTestFinished(() => eraser.close());
  const options = optionsFor(sinkAt(eraser.url, { name: `main-${step}` }));
  await work(place, options);
  const first = readInstall(place);
  await succeed(place, ['reset-id'], { options });
  await runOnce(place, options);
  const ids = [first, readInstall(place)];

  const nodeArgs = ['--require', join(FIXTURES, 'dies-at.cjs')];
  const env = { DIES_AT: String(step), DO_NOT_TRACK: '1' };
  const { signal, code } = await runCommand(place, ['delete', '--yes'], { options, nodeArgs, env });
  expect([signal, code]).toEqual(signal === null ? [null, 0] : ['SIGKILL', null]);
  const kept = readState(place);
  const isAsked = eraser.erasures().length > 0;
  expect({ step, covered: isAsked || ids.every((id) => kept.includes(id)) }).toEqual({ step, covered: true });

  await erase(place, options);
  expect({ step, asked: [...new Set(eraser.asked())].toSorted() }).toEqual({ step, asked: ids.toSorted() });
  expect({ step, left: ids.filter((id) => readState(place).includes(id)) }).toEqual({ step, left: [] });
  return signal === null;
}

/** What is known of ids: the files of ids, of places and of requests that are whole. */
function readState({ spool }: Place): string {
  const names = readdirSync(spool).filter((name) =>
    /^(install-id|past-id|places|deletion).*(?<!\.\d+)$/.test(name),
  );
  return names.map((name) => readFileSync(join(spool, name), 'utf8')).join('\n');
}
