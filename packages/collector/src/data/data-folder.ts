import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CollectorError, describeError, systemErrorCode } from '../errors.ts';

/** Where the parts of a data folder are. */
export type DataFolder = {
  readonly path: string;
  readonly log: string;
  readonly store: string;
  readonly quarantine: string;
  /** Random; makes the names of this log's blocks differ from another collector's. */
  readonly id: string;
};

/** The layout that this version writes. A newer one is refused, since nobody here knows what it means. */
export const DATA_VERSION = 2;

/** `MIGRATIONS[n]` brings a folder of version n + 1 to version n + 2, and may be run again after a crash. */
export type Migration = (path: string) => void;
const MIGRATIONS: readonly Migration[] = [
  // To 2: rows have a sample rate, and the log has requests for deletion, which an older collector would leave out. Nothing
  // changes in the folder: a segment says which rows it has, and the tables are brought up by store/schema.ts.
  () => undefined,
];

const FORMAT_NAME = 'format.json';
const SERVER_NAME = 'server.json';

/** A collector that has this folder open. */
export type RunningServer = { readonly url: string; readonly pid: number };

/** Opens a data folder and brings it to this version; makes it when it is not there. The caller holds its lock. */
export function openDataFolder(
  folder: string,
  target: { readonly version: number; readonly migrations: readonly Migration[] } = {
    version: DATA_VERSION,
    migrations: MIGRATIONS,
  },
): DataFolder {
  const path = resolve(folder);
  const format = readFormat(path) ?? { version: target.version, id: randomBytes(8).toString('hex') };
  if (format.version > target.version) {
    throw new CollectorError(
      'data_folder_newer',
      `${path} was written by a newer collector (data version ${format.version}; this one knows ${target.version}). ` +
        'Use that version, or another folder. Nothing was changed.',
    );
  }
  for (const migrate of target.migrations.slice(format.version - 1)) migrate(path);
  writeFormat(path, { ...format, version: target.version });
  const id = format.id;
  return {
    path,
    log: join(path, 'log'),
    store: join(path, 'store'),
    quarantine: join(path, 'quarantine'),
    id,
  };
}

/** Makes the folder, for its owner alone. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    const message = `The data folder ${folder} cannot be made: ${describeError(error)}`;
    throw new CollectorError('data_folder_broken', message, { cause: error });
  }
}

/** Notes where the collector of this folder listens, for `report`. */
export function noteServer(folder: string, server: RunningServer): void {
  writeByRename(join(folder, SERVER_NAME), server);
}

/** Forgets it again. */
export function forgetServer(folder: string): void {
  rmSync(join(folder, SERVER_NAME), { force: true });
}

/** The collector that has noted itself here, if any; it may be gone. */
export function readServer(folder: string): RunningServer | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, SERVER_NAME), 'utf8')) as RunningServer;
  } catch {
    return undefined;
  }
}

type Format = { readonly version: number; readonly id: string };

function readFormat(path: string): Format | undefined {
  const file = join(path, FORMAT_NAME);
  try {
    const { version, id } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Format>;
    if (!Number.isSafeInteger(version) || typeof id !== 'string') throw new Error('it has no version');
    return { version: version as number, id };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    const message = `${file} cannot be read: ${describeError(error)}`;
    throw new CollectorError('data_folder_broken', message, { cause: error });
  }
}

function writeFormat(path: string, format: Format): void {
  writeByRename(join(path, FORMAT_NAME), format);
}

function writeByRename(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
