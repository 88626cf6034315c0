import { randomBytes } from 'node:crypto';
import { open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** The head of a segment: "OVERTLOG", the format of its rows, the salt of its checksums. */
export const SEGMENT_HEADER_BYTES = 16;

/** The columns of rows in new segments (`EVENT_COLUMNS` in wire/row.ts). A later collector reads older formats too. */
const ROW_FORMAT = 2;

const MAGIC = 'OVERTLOG';
const NAME = /^(\d{10})\.log$/;

/** A segment open for appending. */
export type OpenSegment = { readonly number: number; readonly salt: number; readonly file: FileHandle };

/** Where segment `number` is. */
export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(10, '0')}.log`);
}

/** The numbers of the segments in `folder`, oldest first. */
export async function listSegments(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  const numbers = names.flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
  return numbers.toSorted((a, b) => a - b);
}

/** Creates segment `number`, durably: a file that a power cut takes away is no log. What fails is taken away again. */
export async function createSegment(folder: string, number: number): Promise<OpenSegment> {
  const path = segmentPath(folder, number);
  const file = await open(path, 'wx', 0o600);
  try {
    const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
    const salt = randomBytes(4).readUInt32BE();
    header.write(MAGIC, 'latin1');
    header.writeUInt32BE(ROW_FORMAT, 8);
    header.writeUInt32BE(salt, 12);
    await file.write(header, 0, header.length, 0);
    await file.datasync();
    await syncFolder(folder);
    return { number, salt, file };
  } catch (error) {
    await file.close().catch(() => undefined);
    // A full disk has room for names still: each request that it refuses would leave one here.
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The format and the salt of a segment, or undefined when the file does not begin as one. */
export function readSegmentHeader(
  bytes: Buffer,
): { readonly format: number; readonly salt: number } | undefined {
  if (bytes.length < SEGMENT_HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return undefined;
  return { format: bytes.readUInt32BE(8), salt: bytes.readUInt32BE(12) };
}

/** Makes the names in a folder durable. Windows has no such call, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
