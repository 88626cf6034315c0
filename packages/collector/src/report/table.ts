type Column = { readonly title: string; readonly align: 'left' | 'right' };

/** Columns as wide as their widest cell; a title that begins with `>` has its column aligned to the right. */
export function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const columns: Column[] = heads.map((head) =>
    head.startsWith('>') ? { title: head.slice(1), align: 'right' } : { title: head, align: 'left' },
  );
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const lines = [columns.map((column) => column.title), ...rows].map((row) => {
    const cells = columns.map(({ align }, index) => {
      const [cell, width] = [row[index] ?? '', widths[index] ?? 0];
      return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
    });
    return `  ${cells.join('  ')}`.trimEnd();
  });
  return [title, ...lines].join('\n');
}

/** A column: its title, and what it says of a line. */
export type TableColumn<Line> = readonly [head: string, cell: (line: Line) => string];

/** The same of lines, told by columns. */
export function tableOf<Line>(
  title: string,
  lines: readonly Line[],
  columns: readonly TableColumn<Line>[],
): string {
  const heads = columns.map(([head]) => head);
  return table(
    title,
    heads,
    lines.map((line) => columns.map(([, cell]) => cell(line))),
  );
}

/** What senders chose goes to a terminal: control characters would be obeyed there. */
export function label(value: string): string {
  // oxlint-disable-next-line no-control-regex
  return value === '' ? '(none)' : value.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?').slice(0, 60);
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** Three digits: the percentiles are within 1 %. */
export function time(ms: number | null): string {
  if (ms === null) return '-';
  if (ms >= 60_000) return `${Number((ms / 60_000).toPrecision(3))} min`;
  if (ms >= 1_000) return `${Number((ms / 1_000).toPrecision(3))} s`;
  return `${Number(ms.toPrecision(3))} ms`;
}
