import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import {
  AS_STRANGER,
  giveTo,
  STRANGER,
  whyNoMounts,
  whyNoStranger,
  withReadOnly,
} from '../harness/abilities.ts';
import { difference, readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readProgress, readWhatCounts } from '../harness/delivered.ts';
import { runUnchanged } from '../harness/look.ts';
import { TOOL, type Place } from '../harness/place.ts';
import type { ToolRun } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

type Home = {
  readonly home: string;
  /** What the tool finds. XDG_STATE_HOME is not set if this does not set it. */
  readonly env: (place: Place) => Readonly<Record<string, string | undefined>>;
  /** Where the state must be then; undefined where there is no place for it. */
  readonly state: (place: Place) => string | undefined;
  readonly wrapper?: (place: Place) => readonly string[];
  readonly whyNot?: () => string | undefined;
  readonly prepare?: (place: Place) => void;
};

const fallback = ({ temp }: Place): string => inTemp(temp, process.getuid?.() ?? 'user');
const inTemp = (temp: string, user: number | string): string =>
  join(temp, `overt-${user}`, TOOL, 'telemetry');
const below = (folder: string): string => join(folder, TOOL, 'telemetry');

const HOMES: readonly Home[] = [
  {
    home: 'as it should be',
    env: () => ({}),
    state: ({ home }) => below(join(home, '.local/state')),
  },
  {
    home: 'as it should be, and a state folder that is not there yet',
    env: ({ root }) => ({ XDG_STATE_HOME: join(root, 'later') }),
    state: ({ root }) => below(join(root, 'later')),
  },
  {
    home: 'as it should be, and a state folder in a folder that is not there',
    env: ({ root }) => ({ XDG_STATE_HOME: join(root, 'gone/state') }),
    state: fallback,
  },
  {
    home: 'as it should be, and a state folder named by half a path',
    env: () => ({ XDG_STATE_HOME: 'state' }),
    state: ({ home }) => below(join(home, '.local/state')),
  },
  { home: 'named by nothing', env: () => ({ HOME: '' }), state: fallback },
  { home: 'that is the root of all', env: () => ({ HOME: '/' }), state: fallback },
  { home: 'that is not there', env: ({ root }) => ({ HOME: join(root, 'gone') }), state: fallback },
  {
    home: 'that is a file',
    prepare: ({ root }) => writeFileSync(join(root, 'file'), 'a file'),
    env: ({ root }) => ({ HOME: join(root, 'file') }),
    state: fallback,
  },
  {
    home: 'in which nothing can be made',
    // Nobody may make files in there, not even root.
    env: () => ({ HOME: '/proc' }),
    state: fallback,
    whyNot: () => (existsSync('/proc/self') ? undefined : 'there is no /proc'),
  },
  {
    home: 'that is read-only',
    env: () => ({}),
    state: fallback,
    wrapper: ({ home }) => withReadOnly(home),
    whyNot: whyNoMounts,
  },
  {
    home: 'that is read-only, as all else is',
    env: () => ({}),
    state: () => undefined,
    wrapper: ({ home, temp }) => withReadOnly(home, temp),
    whyNot: whyNoMounts,
  },
  {
    // For a user whom the system knows, it would say where their home is.
    home: 'that nobody knows: HOME is not set, and the user has no name',
    prepare: ({ root }) => giveTo(STRANGER, root),
    env: () => ({ HOME: undefined }),
    state: ({ temp }) => inTemp(temp, STRANGER),
    wrapper: () => AS_STRANGER,
    whyNot: whyNoStranger,
  },
];

describe('a tool in a home', () => {
  test.for(HOMES)('$home', async ({ env, state, wrapper, whyNot, prepare }, { place, skip }) => {
    const reason = whyNot?.();
    if (reason !== undefined) skip(`This home could not be made: ${reason}.`);
    prepare?.(place);
    const run: ToolRun = {
      fixture: 'work.mjs',
      args: ['0', '12'],
      env: { XDG_STATE_HOME: undefined, ...env(place) },
      ...(wrapper === undefined ? {} : { wrapper: wrapper(place) }),
    };
    await runUnchanged(place, run);
    await waitForCouriers(place.root);

    const expected = state(place);
    expect(findStates(place)).toEqual(expected === undefined ? [] : [expected]);
    // A folder that was not there, and is not ours to make, is still not there.
    expect(existsSync(join(place.root, 'gone'))).toBe(false);
    expect(readdirSync(place.cwd)).toEqual([]);
    const tracked = expected === undefined ? [] : readProgress(place);
    const counted = readWhatCounts(place).filter(({ name }) => name !== 'command.invocation');
    expect(counted).toEqual(inOrderOfArrival(tracked));
    const account = await readAccount(place, run);
    const delivered = tracked.length === 0 ? 0 : tracked.length + 1;
    expect(account).toMatchObject({ recorded: delivered, delivered, pending: 0, dropped: {} });
    expect(difference(account)).toBe(0);
  });
});

/** Errors travel in batches of their own, ahead of the rest. */
function inOrderOfArrival<Event extends { readonly name: string }>(events: readonly Event[]): Event[] {
  const isUrgent = ({ name }: Event): boolean => name === 'scan.failed';
  return [...events.filter(isUrgent), ...events.filter((event) => !isUrgent(event))];
}

/** All state folders in the place, wherever they are. */
function findStates({ root }: Place): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('/telemetry/runs'))
    .map((name) => join(root, name, '..'));
}
