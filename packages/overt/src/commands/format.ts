import type { Delivered } from '../journal/read-journal.ts';
import { formatTime } from '../platform/time.ts';

const SECOND_MS = 1000;
const UNITS: readonly [name: string, ms: number][] = [
  ['day', 24 * 60 * 60 * SECOND_MS],
  ['hour', 60 * 60 * SECOND_MS],
  ['minute', 60 * SECOND_MS],
  ['second', SECOND_MS],
];

/** `2026-11-21 10:03 UTC`. */
export function formatMoment(epochMs: number): string {
  const text = formatTime(epochMs);
  return text === '' ? 'at an unknown time' : `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

/** `2 hours`: the largest unit that fits. */
export function formatSpan(spanMs: number): string {
  for (const [name, ms] of UNITS) if (spanMs >= ms) return countOf(Math.floor(spanMs / ms), name);
  return 'less than a second';
}

/** `3.4 kB`, in units of 1000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return countOf(bytes, 'byte');
  const [divisor, unit] = bytes < 1_000_000 ? [1000, 'kB'] : [1_000_000, 'MB'];
  return `${(bytes / divisor).toFixed(1)} ${unit}`;
}

/** `1 event`, `2 events`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `Status: a 1, b 2`. Nothing counted is `nothing`. */
export function formatCounts(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([reason, count]) => `${reason} ${count}`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

const RESULTS: Readonly<Record<string, string>> = {
  accepted: 'accepted',
  retry: 'not taken, to be tried again',
  rejected: 'refused',
  'too-large': 'too large, to be sent in parts',
  kept_local: 'kept here, not sent',
};

/** What became of a delivery. */
export function formatResult({ result, reason }: Pick<Delivered, 'result' | 'reason'>): string {
  const words = RESULTS[result] ?? result;
  return reason === undefined ? words : `${words} (${reason})`;
}

/** A label and what belongs to it; several lines of it, or none. */
export type Row = readonly [label: string, value: string | readonly string[]];

/** Lines with labels, aligned. A row without values is left out. */
export function formatRows(rows: readonly Row[]): string[] {
  const there = rows.filter(([, value]) => value.length > 0);
  const width = Math.max(0, ...there.map(([label]) => label.length)) + 2;
  return there.flatMap(([label, value]) =>
    [value].flat().map((line, index) => `  ${(index === 0 ? label : '').padEnd(width)}${line}`.trimEnd()),
  );
}

/** Columns, aligned with each other. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
