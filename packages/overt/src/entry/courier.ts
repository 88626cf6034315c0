/**
 * The courier, as a file of its own: a detached process runs it, and a tool that delivers from within imports it.
 * Everything that it needs to deliver is bundled in: once it has started, the package may be replaced under it.
 */
import type * as Aside from './aside.ts';
import { runCourier, runErasure, type CourierRun } from '../courier/courier.ts';
import { readPlan } from '../courier/plan.ts';
import { sendHeld } from '../courier/deliver/send-held.ts';
import { COURIER_VARIABLE, ERASURE_VARIABLE, REPORT_VARIABLE } from '../courier/start/start.ts';
import { createNodePlatform } from '../platform/node.ts';
import type { Platform } from '../platform/platform.ts';

export { deleteIds, listIds, resetIds } from '../identity/ids.ts';
export { hashedMachineId } from '../identity/machine-id.ts';
export { createLocalRedactor } from '../redact/local.ts';
export { redactEvents } from '../courier/deliver/redact-events.ts';
export { readAccount } from '../ledger/account.ts';
export { runCourier, type CourierRun };

/** Time for the requests of one life; then they are aborted and what is left waits for the next courier. */
const WORKING_MS = 25_000;
/** Whatever happens, the process is gone after this. */
const LIFETIME_MS = 30_000;

/** Commands are in a file of their own, which no courier loads: few runs ask for one. */
export async function manage(...call: Parameters<typeof Aside.manage>): ReturnType<typeof Aside.manage> {
  const aside = await import('./aside.ts');
  return aside.manage(...call);
}

/** The same for daemons: few tools have one. */
export async function serveCourier(
  ...call: Parameters<typeof Aside.serveCourier>
): ReturnType<typeof Aside.serveCourier> {
  const aside = await import('./aside.ts');
  return aside.serveCourier(...call);
}

const platform = createNodePlatform();
// The arguments first: Deno asks its user before it tells a variable.
if (isMain(platform) && platform.env[COURIER_VARIABLE] === '1') void main(platform);

async function main({ system, fs, env }: Platform): Promise<void> {
  const report = env[REPORT_VARIABLE];
  const stop = new AbortController();
  setTimeout(() => stop.abort(), WORKING_MS);
  setTimeout(() => system.exit(0), LIFETIME_MS);
  try {
    for (const folder of system.arguments.slice(2)) {
      if (!fs.existsSync(folder)) continue;
      const plan = env[ERASURE_VARIABLE] === undefined ? readPlan(platform, folder) : undefined;
      if (plan === undefined) await runErasure({ platform, folder, signal: stop.signal });
      else if (report === undefined) await runCourier({ platform, folder, plan, signal: stop.signal });
      else await sendHeld({ platform, folder, plan, liveSinks: [], timeoutMs: WORKING_MS }, report);
    }
  } catch {
    // Nobody is there to be told. The spool is as it was, and the ledger as it was last committed.
  }
  system.exit(0);
}

/** Whether this process was started to be a courier. */
function isMain({ system }: Platform): boolean {
  return /courier[^\\/]*\.cjs$/.test(system.arguments[1] ?? '');
}
