import {
  runCourierAndWait,
  startCourierIfDue,
  startErasureCourier,
  startReportCourier,
  type CourierStart,
} from '../courier/start/start.ts';
import type { Answer } from '../commands/answer.ts';
import type { Manager } from '../commands/manager.ts';
import { refuse, type CourierServer } from '../daemon/courier-server.ts';
import { readDebugMode } from '../debug/debug.ts';
import type { LedgerView } from '../ledger/view.ts';
import { writeAll } from '../spool/private-file.ts';
import { createPlan } from './create-plan.ts';
import { hasDueRequest } from '../erasure/has-due-request.ts';
import type { resolveMode } from './delivery-mode.ts';
import { attempt } from '../platform/attempt.ts';
import { sleep } from '../platform/time.ts';
import type { Context } from './context.ts';
import type { Settings } from './options.ts';
import type { FlushResult } from './telemetry.ts';

/** What delivery works with, in the tool's process. */
export type DelivererContext = Pick<Context, 'platform' | 'settings' | 'gate' | 'locate' | 'loadCourier'>;

const STANDARD_ERROR = 2;
/** How long to wait before asking again whether the courier that is at work has ended. */
const BUSY_WAIT_MS = 25;

/** Starts a courier of its own if one is due, and answers whether it did. */
export function startDetached(context: DelivererContext, folder: string, crashed: boolean): boolean {
  return startCourierIfDue(describeStart(context, folder, crashed));
}

/** Starts a courier for one report that its user has let go, and for nothing else. */
export function startReport(context: DelivererContext, folder: string, report: string): boolean {
  return startReportCourier({ ...describeStart(context, folder, false), report });
}

/**
 * Has the user's requests to erase data made where that is due, also while telemetry is off. At the end of a run, since a process
 * is started.
 */
export function askWhereDue(context: DelivererContext, mode: ReturnType<typeof resolveMode>): void {
  const { platform, settings, gate } = context;
  // Who wants to be shown what would be sent wants nothing sent, and a courier does not hear of it.
  if (readDebugMode(platform)?.kind === 'show') return;
  // What there is only in this process is asked by hand.
  const folder = gate.folders.find((one) => hasDueRequest(platform, one));
  if (mode === 'spool' || folder === undefined) return;
  const timeoutMs = mode === 'inline' ? settings.delivery.deadlineMs : undefined;
  startErasureCourier(describeStart(context, folder, false), timeoutMs);
}

/** Runs a courier while the process waits to exit. */
export function deliverAndWait(context: DelivererContext, folder: string): void {
  runCourierAndWait(describeStart(context, folder, false), context.settings.delivery.deadlineMs);
}

/** Delivers from within this process until all is delivered, nothing more can be done, or time is up. */
export async function deliverWithin(
  context: DelivererContext,
  folder: string,
  [timeoutMs, force]: [number, boolean],
): Promise<FlushResult> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  try {
    const courier = await context.loadCourier();
    const run = {
      platform: context.platform,
      folder,
      plan: createPlan(context.settings),
      signal: stop.signal,
      force,
    };
    let outcome = await courier.runCourier({ ...run, liveSinks: context.settings.liveSinks });
    while (outcome === 'busy' && !stop.signal.aborted) {
      await sleep(BUSY_WAIT_MS);
      outcome = await courier.runCourier({ ...run, liveSinks: context.settings.liveSinks });
    }
    const account = courier.readAccount(context.platform, folder, sinkNames(context.settings));
    const pending = Math.max(0, ...Object.values(account).map((view) => view.pending));
    if (outcome === 'revoked') return { outcome: 'off', pending };
    return { outcome: pending === 0 ? 'delivered' : stop.signal.aborted ? 'timeout' : 'pending', pending };
  } finally {
    clearTimeout(timer);
  }
}

/** The account of a folder, by sink. */
export async function readLedgers(
  context: DelivererContext,
  folder: string,
): Promise<Record<string, LedgerView>> {
  const courier = await context.loadCourier();
  return courier.readAccount(context.platform, folder, sinkNames(context.settings));
}

/** The id of this machine, if it has one. */
export async function askMachineId(context: DelivererContext, folder: string): Promise<string | undefined> {
  const courier = await context.loadCourier();
  return courier.hashedMachineId(context.platform, context.settings.tool, folder);
}

/** Carries out what the user asks of the telemetry. Never rejects: a package that is half gone is no reason to. */
export async function manage(
  manager: Manager,
  name: string,
  input: readonly unknown[],
): Promise<number | Answer<unknown> | CourierServer> {
  try {
    const courier = await manager.loadCourier();
    return await (name === 'serveCourier'
      ? courier.serveCourier(manager, input[0])
      : courier.manage(manager, name, input));
  } catch {
    if (name === 'serveCourier') return refuse('the package overt is damaged');
    const problem = 'The package overt is damaged.';
    if (name !== 'runCommand') return { ok: false, exitCode: 1, problem };
    attempt(() => writeAll(manager.platform, STANDARD_ERROR, `${manager.settings.tool}: ${problem}\n`));
    return 1;
  }
}

function describeStart(
  { platform, settings, gate, locate }: DelivererContext,
  folder: string,
  crashed: boolean,
): CourierStart {
  const { intervalMs } = settings.delivery;
  const plan = createPlan(settings);
  const prints = plan.sinks.some(({ kind }) => kind === 'stdout');
  return {
    platform,
    folder,
    folders: gate.folders,
    plan,
    locate,
    intervalMs,
    crashed,
    prints,
  };
}

function sinkNames({ descriptors, liveSinks }: Settings): string[] {
  return [...descriptors, ...liveSinks].map(({ name }) => name);
}
