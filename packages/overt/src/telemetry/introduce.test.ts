import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { openSpool } from '../../test/harness/written-spool.ts';
import { readChoice, writeChoice } from '../consent/choice.ts';
import * as checks from '../entry/checks.ts';
import * as cold from '../entry/cold.ts';
import type { FileSystem, Platform } from '../platform/platform.ts';
import { memorySink } from '../testing/memory-sink.ts';
import type { Context } from './context.ts';
import { createGate } from './gate-keeper.ts';
import { noticeIfDue } from './introduce.ts';
import { resolveOptions } from './options.ts';

const STANDARD_ERROR = 2;
const options = {
  tool: 'test-tool',
  version: '1.0.0',
  sinks: [memorySink()],
  delivery: { mode: 'inline' },
} as const;

/** A tool whose user sits at a terminal. Answers how often it has said its notice. */
function startTool(platform: Platform, text: number): number {
  let said = 0;
  const writeSync = (fd: number, bytes: Uint8Array, ...rest: number[]): number => {
    if (fd !== STANDARD_ERROR) return platform.fs.writeSync(fd, bytes, ...rest);
    said += 1;
    return bytes.length;
  };
  const own: Platform = {
    ...platform,
    fs: { ...platform.fs, writeSync: writeSync as FileSystem['writeSync'] },
    system: { ...platform.system, isTerminal: () => true, arguments: ['node', 'tool', 'build'] },
  };
  const settings = resolveOptions(
    { ...options, consent: { default: 'on', text: { version: text } } },
    () => checks,
  );
  const around = { platform: own, cold: () => cold } as unknown as Context;
  noticeIfDue({ ...around, settings, gate: createGate(around, settings), parentRun: undefined }, {});
  return said;
}

describe('a notice', () => {
  it('that is noted does not overwrite a choice that is made meanwhile', async () => {
    await atEachStep(() => {
      const { platform, folder } = openSpool();
      return {
        platform,
        act: (overtaken) => startTool(overtaken, 1),
        other: () => writeChoice(platform, folder, { choice: 'off', how: 'command', text: 1 }),
        check: () => {
          expect(readChoice(platform, folder)).toMatchObject({
            kind: 'chosen',
            choice: 'off',
            how: 'command',
          });
          expect(readdirSync(folder).filter((name) => name.startsWith('consent.json.'))).toEqual([]);
        },
      };
    });
  });

  it('of a new text does not either, while it is written', async () => {
    await atEachStep(() => {
      const { platform, folder } = openSpool();
      writeChoice(platform, folder, { choice: 'usage', how: 'prompt', text: 1 });
      return {
        platform,
        // A file can be replaced or not. Between a last look at it and its new name, another one can still come.
        calls: ['openSync', 'writeSync', 'fsyncSync', 'closeSync'],
        act: (overtaken) => startTool(overtaken, 2),
        other: () => writeChoice(platform, folder, { choice: 'off', how: 'command', text: 1 }),
        check: () => expect(readChoice(platform, folder)).toMatchObject({ kind: 'chosen', choice: 'off' }),
      };
    });
  });

  it('is said by one of two at least that start at once', async () => {
    await atEachStep(() => {
      const { platform, folder } = openSpool();
      const said: number[] = [];
      return {
        platform,
        act: (overtaken) => said.push(startTool(overtaken, 1)),
        other: () => said.push(startTool(platform, 1)),
        check: () => {
          expect(said).toContain(1);
          expect(readChoice(platform, folder)).toMatchObject({ kind: 'noticed' });
        },
      };
    });
  });
});
