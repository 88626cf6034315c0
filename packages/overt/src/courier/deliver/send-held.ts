import { asByHand } from '../../consent/by-hand.ts';
import { gatherConsent } from '../../consent/gather.ts';
import { resolveConsent } from '../../consent/resolve.ts';
import { readRuleFile } from '../../consent/rule-file.ts';
import { readDeliveries } from '../../journal/read-journal.ts';
import { createOverlay } from '../../platform/overlay.ts';
import { nameOf } from '../../platform/path.ts';
import { listHeld } from '../../spool/held.ts';
import { removeFile } from '../../spool/private-file.ts';
import { namesOfWanting } from '../../sinks/filter.ts';
import type { SendResult } from '../../sinks/sink.ts';
import { mergeSpool } from '../collect/merge-spool.ts';
import { oneAtATime, sendByHand, type HandSource } from './send-by-hand.ts';

/** Sends a report that its user has just let go, to all sinks. What one of them does not take stays where it is. */
export async function sendHeld(source: HandSource, name: string): Promise<void> {
  await oneAtATime(source, () => sendAlone(source, name));
}

async function sendAlone(source: HandSource, name: string): Promise<void> {
  const { platform, folder, plan, liveSinks } = source;
  const file = listHeld(platform, folder).find((path) => nameOf(path) === name);
  if (file === undefined || !mayLeave(source)) return;
  const overlay = createOverlay(platform).platform;
  const spool = await mergeSpool({ platform: overlay, folder, plan, liveSinks, files: [file], draw: 0 });
  const batches = Object.keys(spool?.ledger.batches ?? {});
  const results: SendResult[] = [];
  for (const event of batches.flatMap((batch) => spool?.read(batch) ?? [])) {
    const sinks = namesOfWanting([...plan.sinks, ...liveSinks], event);
    // Another process may have sent it by hand, to some of them with success.
    const tries = readDeliveries(platform, folder).filter((one) => one.event === event.id);
    const isMissing = (sink: string): boolean =>
      !tries.some((one) => one.sink === sink && one.result === 'accepted');
    const targets = sinks.filter(isMissing).map((sink) => ({ sink, tries: tries.length }));
    results.push(...(await sendByHand(source, event, targets)));
  }
  if (results.every(isTaken)) removeFile(platform, file);
}

function isTaken(result: SendResult): boolean {
  return result.kind === 'accepted' && (result.rejected ?? []).length === 0;
}

/** The user may have set DO_NOT_TRACK, or the administrator a policy, for good reason. */
function mayLeave({ platform, folder, plan }: HandSource): boolean {
  const where = { folders: [folder], projectFile: undefined, readRules: readRuleFile };
  const { level, local } = resolveConsent(
    asByHand(gatherConsent({ platform, policy: plan.policy, ...where })),
  );
  return level !== 'off' && !local;
}
