import { hash, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockKeys } from '../data/lock.ts';
import { CollectorError, describeError, systemErrorCode } from '../errors.ts';

/** A project and the keys that write to it. Several, so that a tool can move from one to the next. */
export type Project = { readonly name: string; readonly writeKeys: readonly string[] };

/**
 * `keys.json` in the data folder, mode 0600. Keys are kept as they are. A write key is no secret: it ships in every
 * copy of the tool, and `keys list` has to show it. The read key is one, but whoever can read this file can read the
 * events beside it, and `report` on this machine needs it.
 */
export type Keys = { readonly readKey: string; readonly projects: readonly Project[] };

/** The keys, and whether they were made just now. */
export type FoundKeys = { readonly keys: Keys; readonly isNew: boolean };

const NAME = 'keys.json';
const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** The project that is made on the first start. */
const DEFAULT_PROJECT = 'default';

/** Reads the keys of a data folder; undefined when it has none yet. */
export function readKeys(folder: string): Keys | undefined {
  const path = join(folder, NAME);
  try {
    const keys: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isKeys(keys)) throw new Error('it does not have the shape of a key file');
    return keys;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw new CollectorError('data_folder_broken', `${path} cannot be read: ${describeError(error)}`, {
      cause: error,
    });
  }
}

/** Reads the keys, and makes them on the first start. */
export async function readOrMakeKeys(folder: string): Promise<FoundKeys> {
  const found = readKeys(folder);
  if (found !== undefined) return { keys: found, isNew: false };
  return changeKeys(folder, (keys) => keys);
}

/** Makes a write key for a project, and the project if there is none of that name. A running collector sees it at once. */
export async function addWriteKey(folder: string, project: string): Promise<string> {
  if (!PROJECT_NAME.test(project)) {
    const expected = 'lower-case letters, digits, `-` and `_`, at most 63 of them';
    throw new CollectorError(
      'bad_option',
      `Expected the project's name to be ${expected}, got "${project}".`,
    );
  }
  const key = makeKey('ovw');
  await changeKeys(folder, (keys) => {
    const known = keys.projects.find(({ name }) => name === project);
    const changed: Project = { name: project, writeKeys: [...(known?.writeKeys ?? []), key] };
    const others = keys.projects.filter(({ name }) => name !== project);
    return { ...keys, projects: [...others, changed] };
  });
  return key;
}

/** When the key file was last written; 0 when there is none. */
export function keyFileTime(folder: string): number {
  return statSync(join(folder, NAME), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Keys are compared by digest: the comparison then tells nothing about how much of a key was right. */
export function digestKey(key: string): string {
  return hash('sha256', key, 'base64');
}

/**
 * Reads, changes and writes under a lock: of two who do so at once the second would write over the first, whose key was
 * handed out by then.
 */
async function changeKeys(folder: string, change: (keys: Keys) => Keys): Promise<FoundKeys> {
  const lock = await lockKeys(folder);
  try {
    const found = readKeys(folder);
    const keys = change(found ?? makeKeys());
    if (keys !== found) writeKeys(folder, keys);
    return { keys, isNew: found === undefined };
  } finally {
    await lock.release();
  }
}

function makeKeys(): Keys {
  return {
    readKey: makeKey('ovr'),
    projects: [{ name: DEFAULT_PROJECT, writeKeys: [makeKey('ovw')] }],
  };
}

function writeKeys(folder: string, keys: Keys): void {
  const path = join(folder, NAME);
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

function makeKey(prefix: 'ovr' | 'ovw'): string {
  return `${prefix}_${randomBytes(20).toString('hex')}`;
}

function isKeys(value: unknown): value is Keys {
  const { readKey, projects } = (value ?? {}) as Partial<Keys>;
  return (
    typeof readKey === 'string' &&
    Array.isArray(projects) &&
    projects.every(
      ({ name, writeKeys }: Partial<Project>) => typeof name === 'string' && Array.isArray(writeKeys),
    )
  );
}
