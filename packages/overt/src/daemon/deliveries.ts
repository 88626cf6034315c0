import { isFinished } from '../courier/collect/collect.ts';
import { readDebugMode } from '../debug/debug.ts';
import { isNetworkForbidden } from '../environment/network.ts';
import { hasDueRequest } from '../erasure/has-due-request.ts';
import { readLedger } from '../ledger/store.ts';
import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Manager } from '../commands/manager.ts';
import { CLAIMED, RUNS } from '../spool/folders.ts';
import { listNames } from '../spool/read-waiting.ts';
import { deliverWithin } from '../telemetry/deliverer.ts';

/** What the deliveries of a daemon work with. */
export type DeliverySource = { readonly manager: Manager; readonly folder: string; readonly everyMs: number };

export type Deliveries = { readonly poke: () => void; readonly stop: () => Promise<void> };

/** Runs that end together are delivered together. */
const QUIET_MS = 1000;
/** Where changes are not told (a network share), and for runs that were killed and changed nothing: so often it is looked. */
const LOOK_MS = 60_000;
/** As long as a courier of its own has. */
const DELIVER_MS = 25_000;

/**
 * Delivers what runs leave behind. A run pokes by what it writes: its file is in a folder that is watched, so that it need not even
 * know that there is a daemon.
 */
export function startDeliveries(source: DeliverySource): Deliveries {
  const { manager, everyMs } = source;
  const { platform } = manager;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let isDue = false;
  let isOver = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  const plan = (): void => {
    if (!isDue || isOver || timer !== undefined || working !== undefined) return;
    const waitMs = Math.max(Math.min(QUIET_MS, everyMs), lastMs + everyMs - platform.elapsed());
    timer = setTimeout(start, waitMs);
    timer.unref();
  };
  const start = (): void => {
    timer = undefined;
    isDue = false;
    working = deliverOnce(source).finally(() => {
      working = undefined;
      lastMs = platform.elapsed();
      plan();
    });
  };
  const poke = (): void => {
    isDue = true;
    plan();
  };
  const stopWatching = watchRuns(source, poke);
  const looking = setInterval(poke, Math.max(everyMs, LOOK_MS));
  looking.unref();
  poke();
  return {
    poke,
    stop: async () => {
      isOver = true;
      clearTimeout(timer);
      clearInterval(looking);
      stopWatching();
      await working;
    },
  };
}

/** What went wrong waits for the next time, as with any courier. */
async function deliverOnce({ manager, folder }: DeliverySource): Promise<void> {
  try {
    const { platform, gate, recorder } = manager;
    const { level, noticePending } = gate.current();
    if (level === 'off' || noticePending || isNetworkForbidden(platform.env)) return;
    if (readDebugMode(platform)?.kind === 'show') return;
    recorder.writer.rotate();
    if (hasWork(manager, folder)) await deliverWithin(manager, folder, [DELIVER_MS, false]);
  } catch {
    // Nobody is there to be told.
  }
}

/** Whether a courier would find something: each of its lives syncs the disk, and wakes it. */
function hasWork({ platform }: Manager, folder: string): boolean {
  if (hasDueRequest(platform, folder) || listNames(platform, join(folder, CLAIMED)).length > 0) return true;
  if (listNames(platform, join(folder, RUNS)).some((name) => isFinished(platform, join(folder, RUNS, name))))
    return true;
  const read = readLedger(platform, folder);
  if (read.kind !== 'read') return read.kind === 'damaged';
  const { batches, sinks } = read.ledger;
  const names = Object.values(batches).flatMap(({ cursors }) => Object.keys(cursors));
  return names.some((name) => (sinks[name]?.retryAt ?? 0) <= platform.now());
}

/** Answers what stops it. Without it, it is looked every minute. */
function watchRuns({ manager, folder }: DeliverySource, poke: () => void): () => void {
  const { platform, recorder } = manager;
  let told = 0;
  const onChange = (_: string, name: string | null): void => {
    // Of our own file, only what was recorded counts: to deliver closes it, and opens another.
    if (name?.startsWith(recorder.run) === true && told === recorder.recorded) return;
    told = recorder.recorded;
    poke();
  };
  const watcher = attempt(() =>
    platform.builtin('node:fs').watch(join(folder, RUNS), { persistent: false }, onChange),
  );
  watcher?.on('error', () => watcher.close());
  return () => watcher?.close();
}
