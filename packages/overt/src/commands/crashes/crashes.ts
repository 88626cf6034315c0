import { prepareSingle } from '../../courier/deliver/send-by-hand.ts';
import { createPlan } from '../../telemetry/create-plan.ts';
import { EXIT, fail, type Answer, type Failure } from '../answer.ts';
import type { Command } from '../command.ts';
import { commandName, type Manager } from '../manager.ts';
import { findReports, type FoundReport } from './find-reports.ts';
import { renderList, renderSent, renderShown } from './render.ts';
import { whole, type CrashReport, type WholeReport } from './report.ts';
import { sendReport, type SentReport } from './send-report.ts';
import { OUTLINE } from '../outline.ts';

/** The reports of errors that are stored here, newest first. */
export type Crashes = { readonly reports: readonly CrashReport[] };

/** One of them, and all that is in it. */
export type ShownReport = { readonly report: CrashReport; readonly event: WholeReport };

type Told = Crashes | ShownReport | SentReport;

/** @internal */
export const crashes: Command<Told> = {
  outline: OUTLINE.crashes,
  run: async (manager, { words: [what, reference] }) => {
    if (what === undefined) return list(manager);
    if (what !== 'show' && what !== 'send')
      return fail(EXIT.wrongUse, `Expected show or send, got "${what}".`);
    const found = await findReport(manager, what, reference);
    if ('ok' in found) return found;
    return what === 'show' ? show(manager, found) : sendReport(manager, found);
  },
  render: (answer, manager) => render(answer, manager).join('\n'),
  exitCode: (answer) => ('taken' in answer && !answer.taken ? EXIT.no : EXIT.done),
};

async function list(manager: Manager): Promise<Answer<Crashes>> {
  const reports = await findReports(manager);
  return { ok: true, reports: reports.map(({ summary }) => summary) };
}

/** By its reference, in either case, or the beginning of it. */
async function findReport(
  manager: Manager,
  what: string,
  reference: string | undefined,
): Promise<FoundReport | Failure> {
  const typed = reference?.trim().toUpperCase() ?? '';
  const see = `See \`${commandName(manager)} crashes\`.`;
  if (typed === '') return fail(EXIT.wrongUse, `Expected a reference after ${what}. ${see}`);
  const reports = await findReports(manager);
  const exact = reports.filter(({ summary }) => summary.reference.toUpperCase() === typed);
  const begun = reports.filter(({ summary }) => summary.reference.toUpperCase().startsWith(typed));
  const [found, another] = exact.length === 1 ? exact : begun;
  if (found === undefined) return fail(EXIT.no, `There is no report "${reference}" here. ${see}`);
  if (another === undefined) return found;
  const names = begun.map(({ summary }) => summary.reference).join(', ');
  return fail(EXIT.wrongUse, `"${reference}" may be any of ${names}.`);
}

function show({ platform, settings }: Manager, { event, summary }: FoundReport): Answer<ShownReport> {
  const [prepared = event] = prepareSingle({ platform, plan: createPlan(settings) }, event).events;
  return { ok: true, report: summary, event: whole(prepared) };
}

function render(answer: Told, manager: Manager): string[] {
  if ('reports' in answer) return renderList(answer, manager);
  return 'event' in answer ? renderShown(answer) : renderSent(answer, manager);
}
