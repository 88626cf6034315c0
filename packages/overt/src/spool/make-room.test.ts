import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { openSpool, type TestSpool } from '../../test/harness/written-spool.ts';
import type { Platform } from '../platform/platform.ts';
import { totalOf } from './counts.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { markProcess } from './liveness.ts';
import { makeRoom } from './make-room.ts';
import { parseRun } from './read-run.ts';
import { encodeLine, type EventLine } from './run-file.ts';
import { createRunId } from './run-id.ts';
import { RunWriter } from './writer.ts';

const limitsOf = (maxFiles: number): typeof DEFAULT_LIMITS => ({ ...DEFAULT_LIMITS, maxFiles });

function eventOf(seq: number): EventLine {
  return { seq, time: 1, name: 'scan.step', props: {} };
}

function listRuns({ folder }: TestSpool): string[] {
  return readdirSync(join(folder, 'runs')).toSorted();
}

function countEvents(spool: TestSpool): number {
  const texts = listRuns(spool).map((name) => readFileSync(join(spool.folder, 'runs', name), 'utf8'));
  return texts.reduce((sum, text) => sum + parseRun(text).events.length, 0);
}

describe('room', () => {
  it('is made once by two processes that need it at once, of the oldest file', async () => {
    await atEachStep(() => {
      const spool = openSpool();
      const runs = [1, 2, 3].map(() => spool.addRun([eventOf(1)]));
      const lost: number[] = [];
      const make = (platform: Platform): void =>
        void lost.push(totalOf(makeRoom(platform, spool.folder, limitsOf(3))));
      return {
        platform: spool.platform,
        act: make,
        other: () => make(spool.platform),
        check: () => {
          expect(listRuns(spool).map((name) => name.split('.')[0])).toEqual(runs.slice(1));
          expect(lost[0] === 1 ? lost : lost.toReversed()).toEqual([1, 0]);
        },
      };
    });
  });

  it('costs all that a process wrote which ends meanwhile, or nothing', async () => {
    await atEachStep(() => {
      let isAlive = true;
      const spool = openSpool({ isAlive: () => isAlive });
      const process = { ...markProcess(spool.platform), start: '' };
      spool.addRun([eventOf(1)], { died: true, header: { process } });
      const fd = openSync(join(spool.folder, 'runs', listRuns(spool)[0] ?? ''), 'a');
      let lost = 0;
      return {
        platform: spool.platform,
        act: (platform) => {
          lost = totalOf(makeRoom(platform, spool.folder, limitsOf(1)));
        },
        other: () => {
          writeSync(fd, [2, 3].map((seq) => encodeLine(eventOf(seq))).join(''));
          closeSync(fd);
          isAlive = false;
        },
        check: () => expect(lost + countEvents(spool)).toBe(3),
      };
    });
  });

  it('is not made of a file that is just being made', async () => {
    await atEachStep(() => {
      const spool = openSpool();
      const run = createRunId(spool.platform);
      const said: boolean[] = [];
      let lost = {};
      return {
        platform: spool.platform,
        act: (platform) => {
          const writer = new RunWriter({
            platform,
            limits: DEFAULT_LIMITS,
            openFolder: () => spool.folder,
            createHeader: (segment) => ({
              overt: 1,
              run,
              segment,
              process: markProcess(platform),
              level: 'usage',
              source: 'choice',
              resource: { tool: 'test-tool', version: '1.0.0' },
            }),
            makeRoom: () => ({}),
          });
          said.push(writer.append(eventOf(1)), writer.append(eventOf(2)));
          writer.end({ code: 0, durationMs: 1 });
        },
        other: () => {
          // When the run is over, its file may go.
          if (said.length === 0) lost = makeRoom(spool.platform, spool.folder, limitsOf(1));
        },
        check: () => {
          expect([said, lost]).toEqual([[true, true], {}]);
          expect(countEvents(spool)).toBe(2);
        },
      };
    });
  });

  it.each([
    ['stays for a minute', 0, 1],
    ['stays for a minute, also where the clock is a little behind', 50_000, 1],
    ['goes after a minute', -61_000, 0],
    ['goes where the clock was set back', 3_600_000, 0],
  ])('that an empty file takes up %s', (_what, ageMs, left) => {
    const spool = openSpool();
    const path = join(spool.folder, 'runs', `${createRunId(spool.platform)}.0001.ndjson`);
    writeFileSync(path, '', { mode: 0o600 });
    const at = (spool.platform.now() + ageMs) / 1000;
    utimesSync(path, at, at);
    expect(makeRoom(spool.platform, spool.folder, limitsOf(1))).toEqual({});
    expect(listRuns(spool)).toHaveLength(left);
  });
});
