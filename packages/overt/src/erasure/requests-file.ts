import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { readForSure, removeFile, replaceWithFile } from '../spool/private-file.ts';
import { listNames } from '../spool/read-waiting.ts';
import { QUEUE_FILE } from './queue-name.ts';
import { isPending, type ErasureRequest } from './request.ts';

/** What became of requests that need no more asking: apart, so that no run looks further when there is nothing left to ask. */
const RECEIPTS_FILE = 'deletion-receipts.json';
const REQUESTS_FORMAT = 1;

export type RequestsRead =
  | { readonly kind: 'read'; readonly requests: readonly ErasureRequest[] }
  /** A later version of Overt keeps them. */
  | { readonly kind: 'newer' };

/** All requests of a state folder: what is still to be asked, then what is settled. */
export function readRequests(platform: Platform, folder: string): RequestsRead {
  const queue = readFile(platform, join(folder, QUEUE_FILE));
  const receipts = readFile(platform, join(folder, RECEIPTS_FILE));
  if (queue === undefined || receipts === undefined) return { kind: 'newer' };
  // Of a request that is in both, the last writer died between the two: it is made again.
  const settled = receipts.filter(({ run }) => !queue.some((request) => request.run === run));
  return { kind: 'read', requests: [...queue, ...settled] };
}

/**
 * Keeps them, and returns when they are on the disk. What is settled first: a process that dies in between leaves a request
 * that is made twice, and none that is forgotten.
 */
export function writeRequests(platform: Platform, folder: string, requests: readonly ErasureRequest[]): void {
  const pending = requests.filter(isPending);
  const settled = requests.filter((request) => !isPending(request) && request.state !== 'impossible');
  writeFile(platform, join(folder, RECEIPTS_FILE), settled);
  writeFile(platform, join(folder, QUEUE_FILE), pending);
  if (pending.length > 0) return;
  // The code of sinks that was kept to ask by them (courier/start/locate.ts).
  for (const name of listNames(platform, folder)) {
    if (/^ask-.*\.cjs$/.test(name)) removeFile(platform, join(folder, name));
  }
}

function writeFile(platform: Platform, path: string, requests: readonly ErasureRequest[]): void {
  if (requests.length === 0) removeFile(platform, path);
  else replaceWithFile(platform, path, JSON.stringify({ format: REQUESTS_FORMAT, requests }));
}

function readFile(platform: Platform, path: string): readonly ErasureRequest[] | undefined {
  const read = readForSure(platform, path);
  if (read.kind !== 'read') return [];
  try {
    const { format, requests } = JSON.parse(read.text) as { format?: unknown; requests?: unknown };
    if (Number(format) > REQUESTS_FORMAT) return undefined;
    return Array.isArray(requests) ? requests.filter(isRequest) : [];
  } catch {
    return [];
  }
}

function isRequest(value: unknown): value is ErasureRequest {
  const one = (value ?? {}) as Record<string, unknown>;
  const isTold = ['name', 'kind', 'place', 'tool', 'version', 'run', 'state'].every(
    (key) => typeof one[key] === 'string',
  );
  const hasTimes = ['askedAt', 'tries', 'nextTryAt'].every((key) => Number.isFinite(one[key]));
  const { ids, way } = one;
  const hasIds = Array.isArray(ids) && ids.every((id) => typeof id === 'string');
  return isTold && hasTimes && hasIds && typeof (way as { kind?: unknown } | null)?.kind === 'string';
}
