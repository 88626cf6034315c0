import { join, nameOf, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import {
  linkDraft,
  OTHERS_MAY_WRITE,
  PRIVATE_FILE,
  readOwnFile,
  removeFile,
  writeAll,
} from '../spool/private-file.ts';
import { createRunId } from '../spool/run-id.ts';
import { INSTALL_ID, parseSecret, readSecret } from './secret-file.ts';

/** An id that was replaced is kept under this name and a number that tells when: deletion has to cover it. */
export const PAST_ID = 'past-id-';

/** How many spoilt files of one name are passed over. Beyond that, something spoils them faster than we can mend. */
const MAX_SPARES = 4;

/**
 * Makes 128 random bits, kept in a file, or finds those that another process has made: when many start at once, all of
 * them answer the same. Answers undefined where nothing can be kept: a number that is new in each run would count one
 * user as many.
 */
export function makeSecret(platform: Platform, path: string): string | undefined {
  try {
    return agree(platform, path);
  } catch {
    return undefined;
  }
}

/**
 * Each process writes a draft of its own, and the link to the real name can be made once only. A file that is spoilt is
 * not moved away, as another process may have mended it since we looked: the same contest is held for a spare name, and
 * then each process puts the winner in the place of the spoilt file. Whatever the order, all of them put the same.
 */
function agree(platform: Platform, path: string): string | undefined {
  const state = inspect(platform, path);
  if (state.kind === 'good') return state.value;
  if (state.kind === 'newer') return undefined;
  const spares = sparesOf(path);
  const isFirst = state.kind === 'missing' && inspect(platform, spares[0] ?? '').kind === 'missing';
  if (isFirst) return contest(platform, path);
  if (state.kind === 'spoilt' && state.value !== undefined) remember(platform, path, state.value);
  for (const spare of spares) {
    const value = contest(platform, spare);
    if (value !== undefined) return replace(platform, path, value);
  }
  return undefined;
}

/** The value under `path`, made now if there is none. Answers undefined where what is there is no good. */
function contest(platform: Platform, path: string): string | undefined {
  const state = inspect(platform, path);
  if (state.kind === 'good') return state.value;
  if (state.kind !== 'missing') return undefined;
  const draft = writeDraft(platform, path, createValue(platform));
  try {
    linkDraft(platform, draft, path);
  } finally {
    removeFile(platform, draft);
  }
  return readSecret(platform, path);
}

function replace(platform: Platform, path: string, value: string): string {
  const { fs } = platform;
  // A folder cannot be replaced by a file.
  if (fs.lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) moveFolderAway(platform, path);
  const draft = writeDraft(platform, path, value);
  try {
    fs.renameSync(draft, path);
  } finally {
    removeFile(platform, draft);
  }
  // Another process may have it in its hands just now, and puts the same there.
  return readSecret(platform, path) ?? value;
}

function moveFolderAway(platform: Platform, path: string): void {
  try {
    // Named as a folder, a file that another process has put in its place meanwhile is left where it is.
    platform.fs.renameSync(`${path}/`, `${path}.spoilt-${createRunId(platform)}`);
  } catch {
    // Another process was faster. If it was not that, what comes next fails.
  }
}

/** What others could have changed may be theirs, and still be an id that we have sent. */
function remember(platform: Platform, path: string, value: string): void {
  if (!nameOf(path).startsWith(INSTALL_ID)) return;
  const draft = writeDraft(platform, path, value);
  platform.fs.renameSync(draft, join(parentOf(path), `${PAST_ID}${createRunId(platform)}`));
}

function writeDraft(platform: Platform, path: string, value: string): string {
  const { fs } = platform;
  const draft = `${path}.${platform.system.pid}.${Math.floor(platform.random() * 1e9)}`;
  const fd = fs.openSync(draft, 'wx', PRIVATE_FILE);
  try {
    writeAll(platform, fd, `${value}\n`);
    // A file system without permissions: what we wrote would not be believed later on.
    const isShared = platform.system.os !== 'win32' && (fs.fstatSync(fd).mode & OTHERS_MAY_WRITE) !== 0;
    if (isShared) throw new Error('not private');
  } catch (error) {
    removeFile(platform, draft);
    throw error;
  } finally {
    fs.closeSync(fd);
  }
  return draft;
}

function createValue(platform: Platform): string {
  return platform.builtin('node:crypto').randomBytes(16).toString('hex');
}

/** The names that stand in for a file that is spoilt, in order. */
function sparesOf(path: string): string[] {
  return Array.from({ length: MAX_SPARES }, (_, index) => `${path}.spare${index}`);
}

type SecretState =
  | { readonly kind: 'good'; readonly value: string }
  | { readonly kind: 'missing' }
  /** Of a later version of Overt, which will want it back as it was; or nobody can tell just now. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'spoilt'; readonly value: string | undefined };

function inspect(platform: Platform, path: string): SecretState {
  const read = readOwnFile(platform, path);
  if (read.kind === 'missing') return { kind: 'missing' };
  if (read.kind === 'failed') return { kind: 'newer' };
  if (read.kind === 'refused') return { kind: 'spoilt', value: undefined };
  const value = parseSecret(read.text);
  if (value !== undefined) return { kind: read.isShared ? 'spoilt' : 'good', value };
  return isNewer(read.text) ? { kind: 'newer' } : { kind: 'spoilt', value: undefined };
}

/** Every later format is JSON with its number, as the other files of the state are. */
function isNewer(text: string): boolean {
  try {
    return Number((JSON.parse(text) as { format?: unknown } | null)?.format) > 1;
  } catch {
    return false;
  }
}
