import { countOf, formatMoment, formatRows, formatTable, type Row } from '../format.ts';
import { commandName, type Manager } from '../manager.ts';
import type { Crashes, ShownReport } from './crashes.ts';
import type { CrashReport, WholeReport } from './report.ts';
import type { SentReport } from './send-report.ts';
import type { SinkState } from './sink-states.ts';

/** @internal */
export function renderList({ reports }: Crashes, manager: Manager): string[] {
  if (reports.length === 0) return ['No reports of crashes are stored here.'];
  const lines = formatTable(
    reports.map((report) => [
      report.reference,
      formatMoment(report.time),
      titleOf(report),
      report.command ?? '',
      report.version,
    ]),
  );
  return [
    `${countOf(reports.length, 'report')}, newest first:`,
    ...lines.flatMap((line, index) => [
      line,
      ...(reports[index]?.sinks ?? []).map((state) => `      ${describeState(state)}`),
    ]),
    `See all of one: \`${commandName(manager)} crashes show <reference>\`.`,
  ];
}

/** @internal All that is in it, line by line. */
export function renderShown({ report, event }: ShownReport): string[] {
  const { props, resource, ...head } = event;
  const { stack, ...others } = (props ?? {}) as WholeReport;
  return [
    `Report ${report.reference}: ${titleOf(report)}, ${formatMoment(report.time)}`,
    ...formatRows([['Sinks', report.sinks.map(describeState)]]),
    '',
    'This is all that is in it:',
    ...formatRows([...rowsOf(head), ...rowsOf(others), ...rowsOf(resource as WholeReport)]),
    ...(typeof stack === 'string' ? ['', stack] : []),
  ];
}

/** @internal */
export function renderSent({ report, already, taken }: SentReport, manager: Manager): string[] {
  const { reference, sinks } = report;
  const said = already
    ? `Report ${reference} was sent before.`
    : taken
      ? `Report ${reference} is sent.`
      : `Report ${reference} was not taken everywhere. Try again: \`${commandName(manager)} crashes send ${reference}\`.`;
  return [said, ...sinks.map((state) => `  ${describeState(state)}`)];
}

/** @internal What went wrong: its class, and its code if there is one. */
export function nameOf({ what, code }: Pick<CrashReport, 'what' | 'code'>): string {
  return code === undefined ? what : `${what} (${code})`;
}

const KINDS: Readonly<Record<string, string>> = { 'command.abandoned': 'ended' };

function titleOf(report: CrashReport): string {
  return `${KINDS[report.kind] ?? report.kind}: ${nameOf(report)}`;
}

const WORDS: Readonly<Record<SinkState['state'], string>> = {
  sent: 'sent',
  waits: 'waits to be sent',
  held: 'held here until you send it',
  kept: 'kept here',
  dropped: 'not wanted there',
};

/** `main: sent 2026-11-21 10:03 UTC`, `main: held here until you send it (tried 2026-11-21 10:03 UTC: ECONNREFUSED)`. */
function describeState({ sink, state, time, reason }: SinkState): string {
  const words = `${sink}: ${WORDS[state]}`;
  if (time === undefined) return words;
  if (state === 'sent') return `${words} ${formatMoment(time)}`;
  return reason === undefined ? words : `${words} (tried ${formatMoment(time)}: ${reason})`;
}

function rowsOf(fields: WholeReport): Row[] {
  return Object.entries(fields).map(([name, value]) => [name, String(value)]);
}
