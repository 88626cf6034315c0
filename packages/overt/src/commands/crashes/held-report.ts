import { sendHeld } from '../../courier/deliver/send-held.ts';
import { nameOf as baseName } from '../../platform/path.ts';
import { resolveMode } from '../../telemetry/delivery-mode.ts';
import type { CrashFacts } from '../../consent/texts.ts';
import { EXIT, fail, type Answer } from '../answer.ts';
import { formatMoment } from '../format.ts';
import type { Manager } from '../manager.ts';
import { withoutCodes } from '../print.ts';
import { findReports } from './find-reports.ts';
import { nameOf } from './render.ts';
import { handSource } from './send-report.ts';

/** A report that is held, for the question about it. */
export type HeldReport = CrashFacts & { readonly file: string };

/** The tool goes on meanwhile, and its end waits for this at most. */
const BACKGROUND_TIMEOUT_MS = 2000;

/** @internal The newest of the files of reports about which the user has not been asked. */
export async function findHeldReport(
  manager: Manager,
  unasked: readonly string[],
): Promise<Answer<HeldReport>> {
  const found = (await findReports(manager)).find(({ file = '' }) => unasked.includes(file));
  if (found?.file === undefined) return fail(EXIT.no, 'No report is held.');
  const { reference, time, command } = found.summary;
  const where = command === undefined ? '' : ` in \`${command}\``;
  return {
    ok: true,
    what: withoutCodes(`${nameOf(found.summary)}${where}`),
    when: formatMoment(time),
    reference,
    file: found.file,
  };
}

/** @internal Sends it while the tool goes on, and outlives the tool if it can. What fails stays here. */
export async function sendSoon(manager: Manager, folder: string, file: string): Promise<Answer<object>> {
  const { platform, settings } = manager;
  const name = baseName(file);
  const mode = resolveMode(platform, settings);
  if (mode === 'spool' || (mode === 'detached' && manager.cold().startReport(manager, folder, name)))
    return { ok: true };
  await sendHeld({ ...handSource(manager, folder), timeoutMs: BACKGROUND_TIMEOUT_MS }, name);
  return { ok: true };
}

/** @internal What was held has been let go: now it is delivered like all else. */
export async function deliverSoon(manager: Manager, folder: string): Promise<Answer<object>> {
  const mode = resolveMode(manager.platform, manager.settings);
  if (mode === 'detached') manager.cold().startDetached(manager, folder, true);
  else await manager.flush(BACKGROUND_TIMEOUT_MS);
  return { ok: true };
}
