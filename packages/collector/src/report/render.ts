import type { LedgerTotals } from './ledgers.ts';
import type { Report } from './report.ts';

type Column = { readonly title: string; readonly align: 'left' | 'right' };

/** What `~` means. Percentiles are of the events that came, so they are right where a command has one rate. */
const SAMPLED = `Some events were sampled by their senders: "~" is an estimate, in which each counts for those that were left out.`;

/** The report as text for a terminal. */
export function renderReport(report: Report): string {
  const { events, stored, runs, installs } = report.totals;
  const guess = (value: number): string => `${report.isEstimated ? '~' : ''}${count(value)}`;
  const sections = [
    `Project ${report.project}: ${guess(events)} events, ${guess(runs)} runs, ${report.isEstimated ? 'at least ' : ''}${count(installs)} installs`,
    report.isEstimated ? SAMPLED : '',
    table(
      'Commands',
      ['command', '>runs', '>failures', '>rate', '>p50', '>p95'],
      report.commands.map((line) => [
        label(line.command),
        guess(line.runs),
        guess(line.failures),
        percent(line.failureRate),
        time(line.p50Ms),
        time(line.p95Ms),
      ]),
    ),
    table(
      'Versions',
      ['version', '>runs', '>failures', '>crashes'],
      report.versions.map((line) => [
        line.version,
        guess(line.runs),
        guess(line.failures),
        guess(line.crashes),
      ]),
    ),
    table(
      'Crashes',
      ['error', '>count', 'versions'],
      report.crashes.map((line) => [label(line.errorClass), guess(line.count), line.versions.join(', ')]),
    ),
    table(
      'Abandoned runs (killed, out of memory, power)',
      ['command', '>runs'],
      report.abandoned.map((line) => [label(line.command), guess(line.runs)]),
    ),
    renderLedgers(report.ledgers, stored),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function renderLedgers(ledgers: LedgerTotals, inStore: number): string {
  if (ledgers.spools === 0)
    return `Delivery\n  no sender has sent its account yet; in the store: ${count(inStore)}`;
  const dropped = Object.values(ledgers.dropped).reduce((sum, one) => sum + one, 0);
  const reasons = Object.entries(ledgers.dropped).map(([reason, one]) => `${reason} ${count(one)}`);
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return [
    `Delivery, as ${count(ledgers.spools)} ${ledgers.spools === 1 ? 'spool tells' : 'spools tell'} it`,
    `  recorded ${count(ledgers.recorded)} ${ledgers.balanced ? '=' : '≠'} delivered ${count(ledgers.delivered)} ` +
      `+ dropped ${count(dropped)}${why} + pending ${count(ledgers.pending)}`,
    `  in the store ${count(inStore)}`,
  ].join('\n');
}

/** Columns as wide as their widest cell; a title that begins with `>` has its column aligned to the right. */
function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
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

/** What senders chose goes to a terminal: control characters would be obeyed there. */
function label(value: string): string {
  // oxlint-disable-next-line no-control-regex
  return value === '' ? '(none)' : value.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?').slice(0, 60);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** Three digits: the percentiles are within 1 %. */
function time(ms: number | null): string {
  if (ms === null) return '-';
  if (ms >= 60_000) return `${Number((ms / 60_000).toPrecision(3))} min`;
  if (ms >= 1_000) return `${Number((ms / 1_000).toPrecision(3))} s`;
  return `${Number(ms.toPrecision(3))} ms`;
}
