import { holdSlots } from '../courier/start/slots.ts';
import { attempt } from '../platform/attempt.ts';
import type { Platform } from '../platform/platform.ts';
import { markProcess } from '../spool/liveness.ts';
import { isOurs, removeFile, replaceWithFile } from '../spool/private-file.ts';
import { beatMs, presencePath, type Presence } from './presence-file.ts';

/** What shows that a daemon is there. */
export type PresenceSource = {
  readonly platform: Platform;
  readonly folder: string;
  readonly socket: string | undefined;
  readonly intervalMs: number;
  /** Whether anything may be written now: not while telemetry is off. */
  readonly mayWrite: () => boolean;
  readonly counts: () => Readonly<Record<string, number>>;
};

/** Text of this length is written in one call, over what was there: who reads finds the old or the new. */
const PADDED = 2048;

/**
 * Shows the runs of the tool that they need to start no courier: it holds the slots of couriers, which each run looks at anyway, and
 * keeps `daemon.json` fresh for the few that look further. Both run out when this process dies or hangs. Answers what ends it.
 */
export function showPresence(source: PresenceSource): () => void {
  const { platform, folder, intervalMs } = source;
  const startedAt = platform.now();
  let slots: string[] = [];
  const beat = (): void => {
    if (!source.mayWrite()) return;
    attempt(() => writePresence(source, startedAt));
    slots = attempt(() => holdSlots(platform, folder, ['courier', intervalMs])) ?? slots;
  };
  beat();
  const timer = setInterval(() => void attempt(beat), beatMs(intervalMs));
  timer.unref();
  return () => {
    clearInterval(timer);
    for (const path of [presencePath(folder), ...slots]) removeFile(platform, path);
  };
}

function writePresence({ platform, folder, socket, counts }: PresenceSource, startedAt: number): void {
  const presence: Presence = { process: markProcess(platform), socket, startedAt, counts: counts() };
  const text = `${JSON.stringify(presence)}\n`.padEnd(PADDED);
  const { fs } = platform;
  const path = presencePath(folder);
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  const isUsable = stat?.isFile() === true && isOurs(platform, stat) && stat.size === text.length;
  if (!isUsable) return replaceWithFile(platform, path, text);
  const fd = fs.openSync(path, 'r+');
  try {
    fs.writeSync(fd, text, 0);
  } finally {
    fs.closeSync(fd);
  }
}
