import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { deleteIds, listIds } from '../../src/identity/ids.ts';
import { makeSecret } from '../../src/identity/make-secret.ts';
import { createNodePlatform } from '../../src/platform/node.ts';
import {
  AS_STRANGER,
  giveTo,
  mountDisk,
  STRANGER,
  whyNoMounts,
  whyNoStranger,
} from '../harness/abilities.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, type FlatEvent } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import { runTool } from '../harness/run-tool.ts';
import { settle } from '../harness/settle.ts';
import { test } from '../harness/test.ts';

const SOME = '00112233445566778899aabbccddeeff';
const OTHER = 'ffeeddccbbaa99887766554433221100';
const NEWER = '{"format":2,"id":"9f"}\n';
const PROCESSES = 12;
const platform = createNodePlatform();

type Spoilt = {
  readonly file: string;
  readonly spoil: (path: string) => void;
  /** What the events of the next runs carry. `SOME` is never right: nobody can say whose it is by then. */
  readonly carries: 'a new id' | 'none';
  /** Ids that deletion must cover besides. */
  readonly past?: readonly string[];
  readonly whyNot?: () => string | undefined;
};

const write =
  (text: string | Buffer, mode = 0o600) =>
  (path: string): void => {
    writeFileSync(path, text);
    chmodSync(path, mode);
  };

const FILES: readonly Spoilt[] = [
  { file: 'that is missing', spoil: () => {}, carries: 'a new id' },
  { file: 'that is empty', spoil: write(''), carries: 'a new id' },
  { file: 'that is half written', spoil: write(SOME.slice(0, 20)), carries: 'a new id' },
  { file: 'of other bytes', spoil: write(Buffer.from([0, 255, 254, 10, 200])), carries: 'a new id' },
  { file: 'that is too long', spoil: write(`${SOME}${SOME}\n`), carries: 'a new id' },
  { file: 'of a megabyte', spoil: write('a'.repeat(1_000_000)), carries: 'a new id' },
  { file: 'of JSON that is none of ours', spoil: write('null'), carries: 'a new id' },
  { file: 'of a later format', spoil: write(NEWER), carries: 'none' },
  { file: 'that all may write', spoil: write(`${SOME}\n`, 0o666), carries: 'a new id', past: [SOME] },
  { file: 'that a group may write', spoil: write(`${SOME}\n`, 0o660), carries: 'a new id', past: [SOME] },
  { file: 'that is a folder', spoil: (path) => mkdirSync(path), carries: 'a new id' },
  {
    file: 'that is a folder with something in it',
    spoil: (path) => {
      mkdirSync(path);
      writeFileSync(join(path, 'note.txt'), 'somebody else keeps this\n');
    },
    carries: 'a new id',
  },
  { file: 'that is a link to nothing', spoil: (path) => symlinkSync('nowhere', path), carries: 'a new id' },
  {
    file: 'that is a link to an id',
    spoil: (path) => {
      const target = join(path, '../../../../target');
      writeFileSync(target, `${SOME}\n`, { mode: 0o600 });
      symlinkSync(target, path);
    },
    carries: 'a new id',
  },
  {
    file: 'of somebody else',
    spoil: (path) => {
      writeFileSync(path, `${SOME}\n`, { mode: 0o600 });
      chownSync(path, STRANGER, STRANGER);
    },
    carries: 'a new id',
    whyNot: () => (process.getuid?.() === 0 ? undefined : 'only root can give a file away'),
  },
];

describe('a file of the install id', () => {
  test.for(FILES)(
    `$file: $carries, the same for ${PROCESSES} processes at once and from then on`,
    async ({ spoil, carries, past = [], whyNot }, { place, skip }) => {
      const reason = whyNot?.();
      if (reason !== undefined) skip(`${reason}.`);
      mkdirSync(join(place.spool, 'runs'), { recursive: true, mode: 0o700 });
      const path = join(place.spool, 'install-id');
      spoil(path);
      const tools = Array.from({ length: PROCESSES }, () => startRemote(place));
      await Promise.all(tools.map((tool) => tool.call('consent')));
      await Promise.all(tools.map((tool, n) => tool.call('track', 'scan.step', { n })));
      await Promise.all(tools.map((tool) => tool.end()));
      await settle(place);

      const ids = new Set(readDelivered(place).map(installOf));
      expect(readDelivered(place)).toHaveLength(PROCESSES + 1);
      expect(ids.size).toBe(1);
      const [id] = ids;
      expect(drafts(place)).toEqual([]);
      if (carries === 'none') {
        expect(id).toBeUndefined();
        expect(readFileSync(path, 'utf8')).toBe(NEWER);
        return;
      }
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      expect([SOME, OTHER]).not.toContain(id);
      expect(readFileSync(path, 'utf8')).toBe(`${id}\n`);
      expect(lstatSync(path)).toMatchObject({ mode: 0o100600, uid: process.getuid?.() });
      const known = listIds(platform, { folders: [place.spool], rotate: 'never' });
      expect(known).toEqual({ current: id, past });
    },
  );

  test('that is spoilt again and again gives an id for as long as any of its spares is right', async ({
    place,
  }) => {
    mkdirSync(place.spool, { recursive: true });
    const path = join(place.spool, 'install-id');
    const first = makeSecret(platform, path);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    writeFileSync(path, 'spoilt');
    const second = makeSecret(platform, path);
    expect(second).not.toBe(first);
    writeFileSync(path, 'spoilt');
    expect(makeSecret(platform, path)).toBe(second);
    for (const name of readdirSync(place.spool)) writeFileSync(join(place.spool, name), 'spoilt');
    const third = makeSecret(platform, path);
    expect([first, second, undefined]).not.toContain(third);
    expect(makeSecret(platform, path)).toBe(third);
  });

  test('that cannot be kept: no id, and none that is new in each run', async ({ place, skip }) => {
    const reason = whyNoStranger();
    if (reason !== undefined) skip(`Root may write anywhere: ${reason}.`);
    for (const name of ['runs', 'claimed', 'outbox', 'journal', 'starts'])
      mkdirSync(join(place.spool, name), { recursive: true, mode: 0o700 });
    for (const folder of [place.root, place.temp, place.state]) chmodSync(folder, 0o755);
    giveTo(STRANGER, place.state);
    chmodSync(place.spool, 0o500);
    const run = { fixture: 'next.mjs', wrapper: AS_STRANGER, env: { FIXTURE_PROGRESS: '' } };
    for (let turn = 0; turn < 3; turn += 1) await runTool(place, run);
    const runs = join(place.spool, 'runs');
    const heads = readdirSync(runs).map((name) => readFileSync(join(runs, name), 'utf8').split('\n')[0]);
    expect(heads).toHaveLength(3);
    for (const head of heads) expect(JSON.parse(head ?? '')).not.toHaveProperty('resource.install');

    // When it can be kept, there is one.
    chmodSync(place.spool, 0o700);
    chmodSync(join(place.root, 'out'), 0o777);
    await runTool(place, run);
    await waitForCouriers(place.root);
    const ids = readDelivered(place).map(installOf);
    expect(ids).toHaveLength(4);
    expect(ids.filter((id) => id !== undefined)).toEqual([
      readFileSync(join(place.spool, 'install-id'), 'utf8').trim(),
    ]);
  });

  test('on a full disk: none, and nothing is left behind', async ({ place, skip }) => {
    const reason = whyNoMounts();
    if (reason !== undefined) skip(`No disk can be made: ${reason}.`);
    const disk = join(place.root, 'disk');
    mkdirSync(disk);
    const unmount = mountDisk(disk, 64 * 1024);
    try {
      expectNoneOnFullDisk(disk);
    } finally {
      unmount();
    }
  });

  test('and all that was made of it is gone after deletion', async ({ place }) => {
    const options = { consent: { level: 'full' } };
    const tool = startRemote(place, { options });
    await tool.call('track', 'scan.value', { hash: 'so that there is a salt' });
    await tool.end();
    await waitForCouriers(place.root);
    expect(idFiles(place)).toEqual(['install-id', 'salt']);
    expect(deleteIds(platform, [place.spool, join(place.root, 'nowhere')])).toBe(true);
    expect(idFiles(place)).toEqual([]);
    expect(listIds(platform, { folders: [place.spool], rotate: 'never' })).toEqual({ past: [] });
  });
});

function expectNoneOnFullDisk(disk: string): void {
  const path = join(disk, 'install-id');
  const filler = join(disk, 'filler');
  expect(() => writeFileSync(filler, Buffer.alloc(1024 * 1024))).toThrow('ENOSPC');
  expect(makeSecret(platform, path)).toBeUndefined();
  writeFileSync(path, '');
  expect(makeSecret(platform, path)).toBeUndefined();
  expect(readdirSync(disk).toSorted()).toEqual(['filler', 'install-id']);
  rmSync(filler);
  expect(makeSecret(platform, path)).toMatch(/^[0-9a-f]{32}$/);
}

function installOf(event: FlatEvent): string | undefined {
  return event.resource['install'];
}

function drafts({ spool }: Place): string[] {
  return readdirSync(spool).filter((name) => /^(install-id|past-id).*\.\d+\.\d+$/.test(name));
}

function idFiles({ spool }: Place): string[] {
  return readdirSync(spool).filter((name) => /install-id|past-id|salt/.test(name));
}
