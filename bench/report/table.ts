/** A cell; numbers are written with one decimal below 100. */
export type Cell = string | number | undefined;

/** A Markdown table. What is missing is shown as `-`. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cellText)))].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A number with as many decimals as it is good for. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(size >= 10 || Number.isInteger(value) ? trimmed(value) : size < 1 ? 2 : 1);
}

function trimmed(value: number): number {
  return Number.isInteger(value) ? 0 : 1;
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '-';
  return (typeof cell === 'number' ? figure(cell) : cell).replaceAll('|', '\\|').replaceAll('\n', ' ');
}
