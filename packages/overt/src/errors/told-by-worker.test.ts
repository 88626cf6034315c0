import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { openSpool } from '../../test/harness/written-spool.ts';
import { markProcess } from '../spool/liveness.ts';
import { segmentName } from '../spool/run-file.ts';
import { createRunId } from '../spool/run-id.ts';
import { readFrameLines } from './frame-lines.ts';
import { findTold, type Asker } from './told-by-worker.ts';

it('what a thread has told is found while a courier claims its file', async () => {
  const error = new TypeError('of a thread');
  await atEachStep(() => {
    const { platform, folder, addRun } = openSpool();
    const asker: Asker = { folder, run: createRunId({ ...platform, now: () => platform.now() - 2000 }) };
    const local = { errors: [{ type: 'TypeError', ...readFrameLines(error) }] };
    const run = addRun([{ local }], {
      header: { worker: true, parent: asker.run, process: markProcess(platform) },
    });
    const waits = join(folder, 'runs', segmentName(run, 1));
    let found: unknown;
    return {
      platform,
      act: (overtaken) => {
        found = findTold(overtaken, asker, error);
      },
      other: () => renameSync(waits, join(folder, 'claimed', segmentName(run, 1))),
      check: () => {
        expect(existsSync(waits)).toBe(false);
        expect(found).toEqual({ run, seq: 1, name: 'crash' });
      },
    };
  });
});
