import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { runCommand, succeed } from '../harness/command.ts';
import { erase, optionsFor, runOnce, sinkAt, startEraser, work } from '../harness/eraser.ts';
import type { Place } from '../harness/place.ts';
import { FIXTURES } from '../harness/run-tool.ts';
import { readInstall } from '../harness/spool.ts';
import { test } from '../harness/test.ts';

/** Fewer than these changes on the disk would mean that the steps are not seen. */
const MIN_STEPS = 15;
const MAX_STEPS = 200;

describe('a deletion that is killed', () => {
  test(
    'at any step leaves all ids, or requests that cover them',
    { timeout: 240_000 },
    async ({ place, onTestFinished }) => {
      const eraser = await startEraser();
      onTestFinished(() => eraser.close());
      const options = optionsFor(sinkAt(eraser.url));
      await work(place, options);
      const first = readInstall(place);
      await succeed(place, ['reset-id'], { options });
      await runOnce(place, options);
      const ids = [first, readInstall(place)].toSorted();
      const saved = join(place.root, 'saved');
      cpSync(place.spool, saved, { recursive: true });

      let step = 0;
      for (let isKilled = true; isKilled && step < MAX_STEPS;) {
        step += 1;
        rmSync(place.spool, { recursive: true });
        cpSync(saved, place.spool, { recursive: true });
        const already = eraser.asked().length;
        const nodeArgs = ['--require', join(FIXTURES, 'dies-at.cjs')];
        const killed = await runCommand(place, ['delete', '--yes'], {
          options,
          nodeArgs,
          env: { DIES_AT: String(step) },
        });
        isKilled = killed.signal === 'SIGKILL';
        const kept = readState(place);
        const isAsked = eraser.asked().length > already;
        expect({ step, covered: isAsked || ids.every((id) => kept.includes(id)) }).toEqual({
          step,
          covered: true,
        });
        // Whoever goes on from there asks for all, and nothing is left of them.
        await erase(place, options);
        const asked = [...new Set(eraser.asked().slice(already))].toSorted();
        const left = ids.filter((id) => readState(place).includes(id));
        expect({ step, asked, left }).toEqual({ step, asked: ids, left: [] });
      }
      expect(step).toBeGreaterThan(MIN_STEPS);
      expect(step).toBeLessThan(MAX_STEPS);
    },
  );
});

/** What is known of ids: the files of ids, of places and of requests that are whole. */
function readState({ spool }: Place): string {
  const names = readdirSync(spool).filter(
    (name) => /^(install-id|past-id|places|deletion)/.test(name) && !/\.\d+\.\d+$/.test(name),
  );
  return names.map((name) => readFileSync(join(spool, name), 'utf8')).join('\n');
}
