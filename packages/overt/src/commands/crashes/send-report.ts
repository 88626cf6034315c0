import { asByHand } from '../../consent/by-hand.ts';
import { explainConsent } from '../../consent/explain.ts';
import { oneAtATime, sendByHand, type HandSource } from '../../courier/deliver/send-by-hand.ts';
import { readDebugMode } from '../../debug/debug.ts';
import { removeFile } from '../../spool/private-file.ts';
import { createPlan } from '../../telemetry/create-plan.ts';
import { EXIT, fail, type Answer } from '../answer.ts';
import type { Manager } from '../manager.ts';
import { findReports, type FoundReport } from './find-reports.ts';
import type { CrashReport } from './report.ts';

/** What came of sending a report by hand. */
export type SentReport = {
  readonly report: CrashReport;
  /** Whether all sinks had it before. */
  readonly already: boolean;
  /** Whether all sinks have it now. */
  readonly taken: boolean;
};

/** Somebody waits for it at a prompt. */
const TIMEOUT_MS = 10_000;

/** @internal Sends what does not leave by itself, and sees to it that what does leaves now. */
export async function sendReport(manager: Manager, found: FoundReport): Promise<Answer<SentReport>> {
  if (isTaken(found.summary)) return { ok: true, report: found.summary, already: true, taken: true };
  const refusal = whyNot(manager);
  if (refusal !== undefined) return fail(EXIT.overruled, `Nothing was sent. ${refusal}`);
  if (found.summary.sinks.some(({ state }) => state === 'waits')) await manager.flush(TIMEOUT_MS);
  const source = { ...handSource(manager, found.folder), timeoutMs: TIMEOUT_MS };
  const answer = await oneAtATime(source, () => sendNow(manager, found));
  return answer ?? fail(EXIT.no, 'Something is being sent right now. Try again in a minute.');
}

async function sendNow(manager: Manager, found: FoundReport): Promise<Answer<SentReport>> {
  const now = await findAgain(manager, found);
  const targets = now.summary.sinks
    .filter(({ state }) => state !== 'sent' && state !== 'waits')
    .map(({ sink }) => ({ sink, tries: now.tries[sink] ?? 0 }));
  if (targets.length > 0)
    await sendByHand({ ...handSource(manager, now.folder), timeoutMs: TIMEOUT_MS }, now.event, targets);
  const { summary } = await findAgain(manager, now);
  const taken = isTaken(summary);
  if (taken && now.file !== undefined) removeFile(manager.platform, now.file);
  return { ok: true, report: summary, already: false, taken };
}

/** @internal */
export function handSource({ platform, settings }: Manager, folder: string): Omit<HandSource, 'timeoutMs'> {
  return { platform, folder, plan: createPlan(settings), liveSinks: settings.liveSinks };
}

/** Only who must not be overruled is asked: the user has just said that it is to be sent. */
function whyNot({ platform, gate }: Manager): string | undefined {
  if (readDebugMode(platform)?.kind === 'show') return 'OVERT_DEBUG asks to show it only.';
  const { level, local, reason } = explainConsent(asByHand(gate.inputs()));
  return level === 'off' || local ? reason : undefined;
}

/** A courier may move it while we work. */
async function findAgain(manager: Manager, found: FoundReport): Promise<FoundReport> {
  const reports = await findReports(manager);
  return reports.find(({ event }) => event.id === found.event.id) ?? found;
}

function isTaken({ sinks }: CrashReport): boolean {
  return sinks.every(({ state }) => state === 'sent');
}
