import type { LedgerTotals } from './ledgers.ts';
import { renderAgents } from './render-agents.ts';
import { renderUse } from './render-use.ts';
import type { Report } from './report.ts';
import { count, label, percent, table, time } from './table.ts';

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
    ...renderUse(report, guess),
    ...renderAgents(report.agents, guess),
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
