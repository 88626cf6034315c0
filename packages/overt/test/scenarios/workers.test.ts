import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, type FlatEvent } from '../harness/delivered.ts';
import { bundle, install } from '../harness/package.ts';
import type { Place } from '../harness/place.ts';
import { FIXTURES, runTool, type Ended, type ToolRun } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

type Started = 'thread' | 'nested' | 'fork' | 'spawn';
type Case = { readonly how: Started; readonly file: string; readonly end: string; readonly ear: string };

const STARTED = ['thread', 'nested', 'fork', 'spawn'] as const;
const CASES: readonly Case[] = STARTED.flatMap((how) =>
  ['./worker.mjs', './worker.cjs']
    .filter((file) => how !== 'nested' || file.endsWith('.mjs'))
    .flatMap((file) =>
      ['throw', 'reject'].flatMap((end) => ['listens', 'deaf'].map((ear) => ({ how, file, end, ear }))),
    ),
);

describe('what a tool starts and covers with one line', () => {
  test.for(CASES)(
    '$how $file that ends by $end; its starter $ear',
    async ({ how, file, end, ear }, { place }) => {
      const run: ToolRun = { fixture: 'workers.mjs', args: [how, file, end, ear] };
      const bare = await runTool(place, { ...run, stub: true });
      const ended = await runTool(place, run);
      expect(visible(ended)).toEqual(visible(bare));

      const [crash, ...others] = await crashesOf(place);
      expect(others).toEqual([]);
      const origin = end === 'throw' ? 'exception' : 'rejection';
      const errorClass = end === 'throw' ? 'typeerror' : 'rangeerror';
      expect(crash?.props).toMatchObject({ errorClass, origin, command: 'scan deep' });
      const own = readDelivered(place).find(({ name }) => name === 'scan.step');
      expect(crash?.parent).toBe(own?.run);
      expect(crash?.run).not.toBe(own?.run);
      expect(crash?.resource).toEqual(own?.resource);
      expect(difference(await readAccount(place))).toBe(0);
    },
  );
});

describe('in a tool that esbuild made files of', () => {
  const cases = (['esm', 'cjs'] as const).flatMap((format) =>
    ['thread', 'fork'].flatMap((how) => [false, true].map((minify) => ({ format, how, minify }))),
  );

  test.for(cases)('as $format, minified: $minify, by $how', async ({ format, how, minify }, { place }) => {
    const fixture = await bundle(place, 'packed-workers.mjs', { format, minify });
    const path = await bundle(place, 'packed-worker.mjs', { format, minify, name: 'worker' });
    const { code } = await runTool(place, { fixture, args: [how, path] });
    expect(code).toBe(0);
    await waitForCouriers(place.root);
    await runTool(place, { fixture: 'next.mjs' });
    await waitForCouriers(place.root);
    const [own, crash, ...others] = readDelivered(place)
      .filter(({ props }) => props['n'] !== 1_000_000)
      .toSorted((one, other) => one.run.localeCompare(other.run));
    expect(others).toEqual([]);
    expect(crash).toMatchObject({ name: 'crash', parent: own?.run, props: { errorClass: 'typeerror' } });
    expect(crash?.props['stack']).toMatch(/^TypeError\n {4}at .*app:\/\/\/worker\.[cm]js:\d+:\d+/);
    expect(crash?.resource).toEqual(own?.resource);
  });
});

describe('each mode of Node for rejections', () => {
  const modes = ['throw', 'strict', 'warn', 'none', 'warn-with-error-code'];
  const cases = modes.flatMap((mode) => (['thread', 'spawn'] as const).map((how) => ({ mode, how })));

  test.for(cases)('$mode in a $how', async ({ mode, how }, { place }) => {
    const run: ToolRun = {
      fixture: 'workers.mjs',
      args: [how, './worker.mjs', 'reject', 'listens'],
      nodeArgs: [`--unhandled-rejections=${mode}`],
    };
    const bare = await runTool(place, { ...run, stub: true });
    expect(visible(await runTool(place, run))).toEqual(visible(bare));
    const isFatal = mode === 'throw' || mode === 'strict';
    expect(await crashesOf(place)).toHaveLength(isFatal ? 1 : 0);
  });
});

describe('nothing is reported', () => {
  const both = ['thread', 'fork'] as const;
  const OFF = { SCAN_TELEMETRY: 'off' };

  test.for(both)('by a %s of a tool that is switched off: there is no file', async (how, { place }) => {
    await runTool(place, {
      fixture: 'workers.mjs',
      args: [how, './worker.mjs', 'throw', 'listens'],
      env: OFF,
    });
    expect(readdirSync(place.state)).toEqual([]);
    expect(readdirSync(place.temp)).toEqual([]);
  });

  test.for(both)('by a %s when the user has changed their mind', async (how, { place }) => {
    const env = { FIXTURE_CONSENT: join(place.spool, 'consent.json') };
    await runTool(place, { fixture: 'workers.mjs', args: [how, './worker.mjs', 'revoke', 'listens'], env });
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toEqual([]);
    const runs = join(place.spool, 'runs');
    expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
  });

  test.for(both)('by a %s when the file of the run is gone', async (how, { place }) => {
    const env = { FIXTURE_RUNS: join(place.spool, 'runs') };
    await runTool(place, { fixture: 'workers.mjs', args: [how, './worker.mjs', 'gone', 'listens'], env });
    expect(await crashesOf(place)).toEqual([]);
  });

  test.for(['exit', 'return'])('by a thread that ends by %s', async (end, { place }) => {
    await runTool(place, { fixture: 'workers.mjs', args: ['thread', './worker.mjs', end, 'listens'] });
    expect(await crashesOf(place)).toEqual([]);
  });

  test.for(['thread', 'nested', 'fork'])(
    'in the name of the tool that started another one, when a %s of that one ends',
    async (how, { place }) => {
      // It is switched off, and lies elsewhere: it has the other one's name in its variables, and nobody's consent.
      const path = otherTool(place);
      const args = ['tool', path, how, 'deaf'];
      await runTool(place, { fixture: 'workers.mjs', args });
      expect(await crashesOf(place)).toEqual([]);
      // What makes the difference is whose file it is.
      await runTool(place, { fixture: 'workers.mjs', args: ['tool', './starter.mjs', how, 'deaf'] });
      expect(await crashesOf(place)).toHaveLength(1);
    },
  );

  test('where nobody started it', async ({ place }) => {
    const run: ToolRun = { fixture: 'worker.mjs', args: ['throw'] };
    const bare = await runTool(place, { ...run, stub: true });
    for (const said of [
      undefined,
      '',
      'none',
      'x:scan',
      '../../x:..',
      '0'.repeat(26),
      `${'0'.repeat(26)}:../scan`,
    ])
      expect(visible(await runTool(place, { ...run, env: { OVERT_RUN: said } }))).toEqual(visible(bare));
    expect(readdirSync(place.state)).toEqual([]);
  });
});

describe('an error that is not caught in a thread', () => {
  const args = (end: string, ear = 'deaf'): Pick<ToolRun, 'fixture' | 'args'> => ({
    fixture: 'workers.mjs',
    args: ['thread', './worker.mjs', end, ear],
  });

  test.for(['listens', 'deaf'])(
    'and is to be expected is a kind, once; its starter %s',
    async (ear, { place }) => {
      const options = { errors: { expected: { E_LOCKED: 'locked' } } };
      await runTool(place, { ...args('expected', ear), options });
      const events = await eventsOf(place);
      expect(events.filter(({ name }) => ['crash', 'error'].includes(name))).toEqual([]);
      const failures = events.filter(({ name }) => name === 'command.error');
      expect(failures.map(({ props }) => props)).toMatchObject([
        { errorKind: 'locked', errorCode: 'e_locked' },
      ]);
    },
  );

  test.for(['rejects', 'throws', 'wraps'])('is told of once where its starter %s', async (ear, { place }) => {
    const bare = await runTool(place, { ...args('throw', ear), stub: true });
    const ended = await runTool(place, args('throw', ear));
    expect(withoutNode(visible(ended))).toEqual(withoutNode(visible(bare)));
    const failures = (await eventsOf(place)).filter(({ name }) => ['crash', 'error'].includes(name));
    expect(failures).toMatchObject([{ name: 'crash', props: { errorClass: 'typeerror' } }]);
    const own = readDelivered(place).find(({ name }) => name === 'scan.step');
    expect(failures[0]?.parent).toBe(own?.run);
  });

  test('has the reference of its report where its starter captures it', async ({ place }) => {
    const { stdout } = await runTool(place, args('throw', 'captures'));
    const [crash, ...others] = await crashesOf(place);
    expect(others).toEqual([]);
    expect(stdout).toContain(`reference ${crash?.run.slice(-8)}-1\n`);
  });

  test('is told of by each thread in which it began', async ({ place }) => {
    await runTool(place, { fixture: 'workers.mjs', args: ['pair', './worker.mjs', 'throw', 'listens'] });
    expect(await crashesOf(place)).toHaveLength(2);
  });

  test('and is no error is told of once', async ({ place }) => {
    await runTool(place, args('value'));
    expect((await crashesOf(place)).map(({ props }) => props['errorClass'])).toEqual(['string']);
  });

  test('and that somebody else takes over: each of them, as such', async ({ place }) => {
    await runTool(place, args('taken'));
    const crashes = await crashesOf(place);
    expect(crashes.map(({ props }) => [props['errorClass'], props['intercepted']])).toEqual([
      ['typeerror', true],
      ['rangeerror', true],
    ]);
    expect(new Set(crashes.map(({ run }) => run)).size).toBe(1);
    expect(new Set(crashes.map(({ id }) => id)).size).toBe(2);
  });
});

/** Another package, whose program starts a part of its own as `starter.mjs` does. */
function otherTool(place: Place): string {
  const path = install(place, 'starter.mjs');
  cpSync(join(FIXTURES, 'worker.mjs'), join(place.root, 'app/worker.mjs'));
  writeFileSync(join(place.root, 'app/package.json'), '{ "name": "other", "type": "module" }');
  return path;
}

async function crashesOf(place: Place): Promise<readonly FlatEvent[]> {
  return (await eventsOf(place)).filter(({ name }) => name === 'crash');
}

async function eventsOf(place: Place): Promise<readonly FlatEvent[]> {
  await waitForCouriers(place.root);
  await runTool(place, { fixture: 'next.mjs' });
  await waitForCouriers(place.root);
  return readDelivered(place);
}

/** Node tells of a thread's error before it tells of its end or because of it, as it happens: its own frames differ. */
function withoutNode({ stderr, ...others }: ReturnType<typeof visible>): ReturnType<typeof visible> {
  return { ...others, stderr: stderr.replaceAll(/^ +at .*\(node:.*\)( \{)?\n/gm, '') };
}

function visible({ code, signal, stdout, stderr }: Ended): Omit<Ended, 'wallMs'> {
  // Warnings name the process.
  return { code, signal, stdout, stderr: stderr.replace(/\(node:\d+\)/g, '(node)') };
}
