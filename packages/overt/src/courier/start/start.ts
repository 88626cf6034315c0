import type { ConsentPolicy } from '../../consent/policy.ts';
import { isServed } from '../../daemon/presence-file.ts';
import { DEBUG_VARIABLE } from '../../debug/debug.ts';
import { isCi } from '../../environment/ci.ts';
import type { Env, Platform } from '../../platform/platform.ts';
import { placeSinks } from './locate.ts';
import { lastSlotTime, takeSlot } from './slots.ts';
import { writePlan, type CourierPlan } from '../plan.ts';

/** What it takes to start a courier. */
export type CourierStart = {
  readonly platform: Platform;
  readonly folder: string;
  /** All state folders that this user may have; the courier looks into each that is there. */
  readonly folders: readonly string[];
  readonly plan: CourierPlan;
  /** Finds the file of the courier, or makes it where the tool is bundled into one file. */
  readonly locate: (folder: string) => string;
  readonly intervalMs: number;
  readonly crashed: boolean;
  /** Whether a sink prints: then a courier that is waited for gets the tool's own standard output. */
  readonly prints: boolean;
  /** The name of the one report that it is for. */
  readonly report?: string;
  /** Whether it is for requests to erase data only. */
  readonly erasure?: true;
};

/** Set in the courier, so that nothing that it loads starts another one. */
export const COURIER_VARIABLE = 'OVERT_COURIER';
/** Set in a courier that is to ask for data to be erased, and to send nothing else. */
export const ERASURE_VARIABLE = 'OVERT_ERASURE';
/** Set in a courier that is to send one report that is held, and nothing else: the name of its file. */
export const REPORT_VARIABLE = 'OVERT_REPORT';

/**
 * Starting a process copies the page tables of its parent: 4 ms at 40 MB, 60 ms at 1.5 GB. Above this size the start
 * is left to a smaller process, unless none came by for a day.
 */
const BIG_PROCESS_BYTES = 256 * 1024 * 1024;
const BIG_PROCESS_WAIT_MS = 24 * 60 * 60 * 1000;
/** Requests are tried again after a minute at the soonest. */
const ERASURE_INTERVAL_MS = 60_000;
/** A crash is delivered at once, but a tool that crashes in a loop does not start a courier each time. */
const CRASH_INTERVAL_MS = 60_000;

/**
 * The variables that the courier gets: what it needs to find itself, to reach the network and to know the user's
 * will. No others, since any of them may hold a secret or (NODE_OPTIONS) make Node load somebody's code.
 */
const PASSED_VARIABLES = new Set(
  (
    'HOME USERPROFILE XDG_STATE_HOME LOCALAPPDATA APPDATA SYSTEMROOT WINDIR PATH TMPDIR TEMP TMP ' +
    'HTTPS_PROXY HTTP_PROXY NO_PROXY ALL_PROXY REQUEST_METHOD NODE_EXTRA_CA_CERTS NODE_USE_SYSTEM_CA ' +
    'SSL_CERT_FILE SSL_CERT_DIR DO_NOT_TRACK CI'
  ).split(' '),
);
/** Of NODE_OPTIONS, those that say whom to trust: what the tool can reach, its courier can. */
const PASSED_NODE_OPTIONS = new Set(['--use-system-ca', '--use-openssl-ca', '--use-bundled-ca']);

/** Starts a detached courier if one is due. Never throws: if it cannot be started, the spool waits for the next run. */
export function startCourierIfDue(start: CourierStart): boolean {
  try {
    return isDue(start) && startCourier(start);
  } catch {
    return false;
  }
}

/** The same for a courier that sends one report by hand: it is due whenever the user says so. */
export function startReportCourier(start: CourierStart): boolean {
  try {
    return start.platform.system.runner() !== undefined && startCourier(start);
  } catch {
    return false;
  }
}

/**
 * The same for one that asks for data to be erased, which may be while telemetry is off. It gets no plan, since it has nothing
 * to send. Waits for it, for at most `timeoutMs`, where it would die with its container.
 */
export function startErasureCourier(start: CourierStart, timeoutMs: number | undefined): void {
  const { platform, folder } = start;
  if (platform.system.runner() === undefined || platform.env[COURIER_VARIABLE] !== undefined) return;
  if (!takeSlot(platform, folder, ['erasure', ERASURE_INTERVAL_MS])) return;
  const { spawn, spawnSync } = platform.builtin('node:child_process');
  const { execPath } = platform.system;
  const options = processOptions({ ...start, erasure: true });
  if (timeoutMs !== undefined) {
    spawnSync(execPath, courierArguments(start), { ...options, timeout: timeoutMs, killSignal: 'SIGKILL' });
    return;
  }
  const child = spawn(execPath, courierArguments(start), { ...options, detached: true });
  child.on('error', () => {});
  child.unref();
}

/** Runs a courier and waits for it, for at most `timeoutMs`: where a detached one would die with its container. */
export function runCourierAndWait(start: CourierStart, timeoutMs: number): void {
  try {
    const { platform, folder } = start;
    if (platform.system.runner() === undefined) return;
    writePlan(platform, folder, placeSinks(platform, folder, start.plan));
    platform.builtin('node:child_process').spawnSync(platform.system.execPath, courierArguments(start), {
      ...processOptions(start),
      stdio: ['ignore', start.prints ? 'inherit' : 'ignore', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
  } catch {
    // The spool keeps what was not delivered.
  }
}

function isDue({ platform, folder, intervalMs, crashed }: CourierStart): boolean {
  if (platform.system.runner() === undefined || isServed(platform, folder, intervalMs)) return false;
  if (platform.env[COURIER_VARIABLE] !== undefined) return false;
  const big = platform.system.residentBytes() > BIG_PROCESS_BYTES;
  // Either way: after the clock was set back, the last start lies in the future.
  if (big && Math.abs(platform.now() - lastSlotTime(platform, folder)) < BIG_PROCESS_WAIT_MS) return false;
  if (crashed && takeSlot(platform, folder, ['crash', Math.min(CRASH_INTERVAL_MS, intervalMs)])) return true;
  return takeSlot(platform, folder, ['courier', intervalMs]);
}

function startCourier(start: CourierStart): boolean {
  const { platform, folder, plan } = start;
  writePlan(platform, folder, placeSinks(platform, folder, plan));
  const child = platform
    .builtin('node:child_process')
    .spawn(platform.system.execPath, courierArguments(start), { ...processOptions(start), detached: true });
  // It may fail to start (too many processes): then nothing is lost, and nobody needs to hear of it.
  child.on('error', () => {});
  child.unref();
  return true;
}

function courierArguments({ platform, folder, folders, locate }: CourierStart): string[] {
  const options = platform.system.runner()?.options ?? [];
  return [...options, locate(folder), folder, ...folders.filter((other) => other !== folder)];
}

function processOptions({ platform, folder, plan, report, erasure }: CourierStart): {
  cwd: string;
  env: Record<string, string>;
  stdio: 'ignore';
  windowsHide: true;
} {
  const only = report === undefined ? {} : { [REPORT_VARIABLE]: report };
  const task = erasure === undefined ? only : { [ERASURE_VARIABLE]: '1' };
  const own = { [COURIER_VARIABLE]: '1', ...platform.system.runner()?.prepare(folder) };
  const env = { ...passedVariables(platform.env, plan.policy), ...task, ...own };
  // Not the user's folder: a process that stands in it would keep it from being unmounted or (Windows) removed.
  return { cwd: folder, env, stdio: 'ignore', windowsHide: true };
}

function passedVariables(env: Env, { variable, aliases }: ConsentPolicy): Record<string, string> {
  const own = new Set([variable, ...aliases.map((alias) => alias.variable)]);
  // A build server may say so by a variable of its own.
  const passed: Record<string, string> = isCi(env) ? { CI: 'true' } : {};
  // A courier has no standard error, but may tell what it does in a file.
  const debug = env[DEBUG_VARIABLE];
  if (debug?.startsWith('log:') === true) passed[DEBUG_VARIABLE] = debug;
  const trust = (env['NODE_OPTIONS'] ?? '').split(' ').filter((option) => PASSED_NODE_OPTIONS.has(option));
  if (trust.length > 0) passed['NODE_OPTIONS'] = trust.join(' ');
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (own.has(name) || PASSED_VARIABLES.has(name.toUpperCase())))
      passed[name] = value;
  }
  return passed;
}
