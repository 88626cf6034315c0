import { findPackage } from '../errors/package-root.ts';
import { attempt } from '../platform/attempt.ts';
import { parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { markProcess } from '../spool/liveness.ts';
import type { HeaderLine } from '../spool/run-file.ts';

/**
 * Whether this thread or process is a part of the run whose name it was given. `OVERT_RUN` is passed on to all that is started, and so
 * to other tools: where such a tool is switched off, or has recorded nothing yet, its own threads and children
 * find the name of a run that is none of theirs, and in which they have no say.
 */
export function isPartOfRun(platform: Platform, { process, local }: HeaderLine): boolean {
  const { system } = platform;
  const own = markProcess(platform);
  // A thread of the run's process.
  if (own.pid === process.pid) return own.start === process.start && own.host === process.host;
  if (own.host !== process.host) return false;
  // A process that the run started. Threads of another tool's main process have that parent too.
  const { isMainThread } = platform.builtin('node:worker_threads');
  if (isMainThread && system.parentPid === process.pid) return true;
  const home = homeOf(platform, local?.script);
  return home !== undefined && home === homeOf(platform, system.arguments[1]);
}

/** Where the code lies: the folder of its package, or if there is none, that of the script. */
function homeOf({ fs }: Platform, typed: unknown): string | undefined {
  if (typeof typed !== 'string') return undefined;
  const script = attempt(() => fs.realpathSync(typed));
  return script === undefined ? undefined : (findPackage(fs, script)?.folder ?? parentOf(script));
}
