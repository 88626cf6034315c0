import type { ErasedIds } from './erased-ids.ts';

/** Rows without those of erased ids, and how many each receipt took. */
export type Kept = {
  readonly rows: Buffer;
  readonly count: number;
  readonly dropped: ReadonlyMap<string, number>;
};

const [TAB, NEWLINE] = [0x09, 0x0a];

/** Whose row the last one was: the rows of a run follow each other, and have one install id. */
type Head = { start: number; end: number; receipt: string | undefined };

/** Leaves the rows of erased ids out. The bytes of an id that can be erased are the same in TabSeparated. */
export function dropErased(rows: Buffer, columns: readonly string[], erased: ErasedIds): Kept {
  const install = columns.indexOf('install');
  const kept: Buffer[] = [];
  const dropped = new Map<string, number>();
  const head: Head = { start: 0, end: 0, receipt: undefined };
  let [count, from] = [0, 0];
  for (let start = 0; start < rows.length;) {
    const newline = rows.indexOf(NEWLINE, start);
    const end = newline === -1 ? rows.length : newline + 1;
    if (!isSameRun(rows, start, head)) readHead(rows, { start, install, erased }, head);
    if (head.receipt === undefined) {
      count += 1;
    } else {
      dropped.set(head.receipt, (dropped.get(head.receipt) ?? 0) + 1);
      kept.push(rows.subarray(from, start));
      from = end;
    }
    start = end;
  }
  if (dropped.size === 0) return { rows, count, dropped };
  return { rows: Buffer.concat([...kept, rows.subarray(from)]), count, dropped };
}

/** Whether the row at `start` begins with the same project and run. */
function isSameRun(rows: Buffer, start: number, head: Head): boolean {
  const length = head.end - head.start;
  if (length === 0) return false;
  for (let index = 0; index < length; index += 1)
    if (rows[start + index] !== rows[head.start + index]) return false;
  return true;
}

type RowPlace = { readonly start: number; readonly install: number; readonly erased: ErasedIds };

function readHead(rows: Buffer, { start, install, erased }: RowPlace, head: Head): void {
  const projectEnd = rows.indexOf(TAB, start);
  head.start = start;
  head.end = rows.indexOf(TAB, projectEnd + 1) + 1;
  const known = erased.of(rows.toString('utf8', start, projectEnd));
  if (known === undefined) {
    head.receipt = undefined;
    return;
  }
  let at = start;
  for (let column = 0; column < install; column += 1) at = rows.indexOf(TAB, at) + 1;
  head.receipt = known.receiptOf(rows, at, rows.indexOf(TAB, at));
}
