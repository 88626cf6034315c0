import { chownSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { STRANGER } from '../harness/abilities.ts';
import { difference, readAccount } from '../harness/account.ts';
import { readWhatCounts } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import { settle } from '../harness/settle.ts';
import { test } from '../harness/test.ts';

const EVENTS = [0, 1, 2, 3, 4];

type Damage = {
  readonly damage: string;
  /** What becomes of the lines of a run file: its head, then five events. */
  readonly spoil: (lines: readonly string[]) => string | Buffer;
  /** The events that arrive all the same. */
  readonly left: readonly number[];
  readonly corrupt: number;
  /** Without a head nobody knows whose file it is: only a day of silence says that it is nobody's any more. */
  readonly headless?: boolean;
};

const whole = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const replace = (lines: readonly string[], index: number, line: string): string =>
  whole(lines.map((old, at) => (at === index ? line : old)));
const edit = (lines: readonly string[], index: number, change: Record<string, unknown>): string =>
  replace(lines, index, JSON.stringify({ ...(JSON.parse(lines[index] ?? '') as object), ...change }));
/** No byte of it is a line feed. */
const GARBAGE = Buffer.from(Array.from({ length: 500 }, (_, index) => 11 + ((index * 89) % 240)));

const DAMAGES: readonly Damage[] = [
  { damage: 'nothing', spoil: whole, left: EVENTS, corrupt: 0 },
  {
    damage: 'a cut in its last line',
    spoil: (lines) => whole(lines).slice(0, -9),
    left: [0, 1, 2, 3],
    corrupt: 1,
  },
  { damage: 'a cut after a line', spoil: (lines) => whole(lines.slice(0, 4)), left: [0, 1, 2], corrupt: 0 },
  { damage: 'a cut at its last byte', spoil: (lines) => whole(lines).slice(0, -1), left: EVENTS, corrupt: 0 },
  {
    damage: 'a line of garbage',
    spoil: (lines) => replace(lines, 3, GARBAGE.toString('latin1')),
    left: [0, 1, 3, 4],
    corrupt: 1,
  },
  {
    damage: 'a tail of NUL bytes',
    spoil: (lines) => whole(lines) + '\0'.repeat(4096),
    left: EVENTS,
    corrupt: 1,
  },
  {
    damage: 'NUL bytes in the middle',
    spoil: (lines) => replace(lines, 3, '\0'.repeat(70)),
    left: [0, 1, 3, 4],
    corrupt: 1,
  },
  {
    damage: 'a line of 20 MB',
    spoil: (lines) => replace(lines, 3, 'x'.repeat(20e6)),
    left: [0, 1, 3, 4],
    corrupt: 1,
  },
  {
    damage: 'a line of no object',
    spoil: (lines) => replace(lines, 3, '[1,2,3]'),
    left: [0, 1, 3, 4],
    corrupt: 1,
  },
  {
    damage: 'an event without a number',
    spoil: (lines) => edit(lines, 3, { seq: 'two' }),
    left: [0, 1, 3, 4],
    corrupt: 1,
  },
  {
    damage: 'an event without a time',
    spoil: (lines) => edit(lines, 3, { time: null }),
    left: [0, 1, 3, 4],
    corrupt: 1,
  },
  {
    damage: 'an event with a list for properties',
    spoil: (lines) => edit(lines, 3, { props: [] }),
    left: [0, 1, 3, 4],
    corrupt: 1,
  },
  {
    damage: 'properties that nest',
    spoil: (lines) => edit(lines, 3, { props: { n: { n: 1 } } }),
    left: [0, 1, 3, 4],
    corrupt: 1,
  },
  { damage: 'blank lines', spoil: (lines) => lines.join('\n\n\n'), left: EVENTS, corrupt: 0 },
  {
    damage: 'a head of garbage',
    spoil: (lines) => replace(lines, 0, 'garbage'),
    left: [],
    corrupt: 6,
    headless: true,
  },
  {
    damage: 'a head of a later format',
    spoil: (lines) => edit(lines, 0, { overt: 2 }),
    left: [],
    corrupt: 6,
    headless: true,
  },
  {
    damage: 'a head without a process',
    spoil: (lines) => edit(lines, 0, { process: 7 }),
    left: [],
    corrupt: 6,
    headless: true,
  },
  { damage: 'garbage from end to end', spoil: () => GARBAGE, left: [], corrupt: 1, headless: true },
  { damage: 'no byte at all', spoil: () => '', left: [], corrupt: 0, headless: true },
];

describe('a run file with', () => {
  test.for(DAMAGES)('$damage', async ({ spoil, left, corrupt, headless = false }, { place }) => {
    const path = await recordAndDie(place);
    writeFileSync(path, spoil(readFileSync(path, 'utf8').split('\n').filter(Boolean)));
    await settle(place);
    if (headless) {
      expect(existsSync(path)).toBe(true);
      ageByDays(path, 2);
      await settle(place);
    }

    expect(existsSync(path)).toBe(false);
    const died = headless ? [] : [{ name: 'command.abandoned', props: {} }];
    const steps = left.map((n) => ({ name: 'scan.step', props: { n } }));
    expect(readWhatCounts(place)).toEqual([...died, ...steps]);
    const account = await readAccount(place);
    expect(difference(account)).toBe(0);
    expect(account).toMatchObject({ pending: 0, dropped: corrupt === 0 ? {} : { corrupt } });
  });

  test('an owner who is somebody else: it is not ours to read', async ({ place, skip }) => {
    if (process.getuid?.() !== 0) skip('Only root can give a file away.');
    const path = await recordAndDie(place);
    chownSync(path, STRANGER, STRANGER);
    await settle(place);
    expect(existsSync(path)).toBe(false);
    expect(readWhatCounts(place)).toEqual([]);
    expect(await readAccount(place)).toMatchObject({ recorded: 1, delivered: 1, pending: 0, dropped: {} });
  });
});

/** Leaves the file of a run that was killed, and answers its path. */
async function recordAndDie(place: Place): Promise<string> {
  const tool = startRemote(place);
  for (const n of EVENTS) await tool.call('track', 'scan.step', { n });
  await tool.kill('SIGKILL');
  const runs = join(place.spool, 'runs');
  const [name = ''] = readdirSync(runs);
  return join(runs, name);
}

function ageByDays(path: string, days: number): void {
  const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  utimesSync(path, then, then);
}
