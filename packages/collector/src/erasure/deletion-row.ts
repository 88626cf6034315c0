import { encodeTime } from '../wire/row.ts';
import type { DeletionRequest } from './deletion-request.ts';
import type { Marker } from './marks.ts';

/** A request for deletion, as it goes through the log. */
export type NewDeletion = DeletionRequest & {
  readonly project: string;
  readonly receipt: string;
  readonly askedMs: number;
};

/** The columns of a row of the table `deletions`, as the log has it. */
export const DELETION_COLUMNS = [
  'project',
  'receipt',
  'request',
  'tool',
  'asked',
  'ids',
  'id_count',
  'marks',
] as const;

/** What a row begins with. */
export type DeletionHead = { readonly project: string; readonly receipt: string; readonly request: string };

/** One row, with its newline. Of all its values only the tool's name may need escapes. */
export function encodeDeletion(marker: Marker, deletion: NewDeletion): Buffer {
  const { project, receipt, tool, askedMs, ids } = deletion;
  const marks = ids.map((id) => marker.markOf(project, id));
  const values = [
    project,
    receipt,
    marker.nameOf(project, ids),
    tool.replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, '?'),
    encodeTime(askedMs),
    list(ids),
    ids.length,
    list(marks),
  ];
  return Buffer.from(`${values.join('\t')}\n`);
}

/** The heads of the rows in a frame. */
export function readDeletionHeads(rows: Buffer): DeletionHead[] {
  const lines = rows
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const [project = '', receipt = '', request = ''] = line.split('\t', 3);
    return { project, receipt, request };
  });
}

function list(values: readonly string[]): string {
  return `[${values.map((value) => `'${value}'`).join(',')}]`;
}
