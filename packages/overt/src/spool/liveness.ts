import type { Platform } from '../platform/platform.ts';
import { isPassing } from './private-file.ts';

/** Names a process so that another process can tell later whether that very one is still there. */
export type ProcessMark = {
  readonly pid: number;
  /** When it started, in the system's own ticks. Empty where the system does not tell cheaply. */
  readonly start: string;
  /** The machine or container and the process namespace in which the pid means something. Never leaves the machine. */
  readonly host: string;
};

export type Liveness = 'alive' | 'gone' | 'unknown';

export function markProcess(platform: Platform): ProcessMark {
  const { pid, os } = platform.system;
  if (os !== 'linux') return { pid, start: '', host: '' };
  return { pid, start: readStart(platform, 'self') ?? '', host: readHost(platform) };
}

/**
 * Whether the marked process still runs. A pid alone would not do: pids are used again, and a state folder may be
 * shared by containers or machines that each have their own.
 */
export function checkLiveness(platform: Platform, mark: ProcessMark): Liveness {
  if (!isSameHost(platform, mark)) return 'unknown';
  if (!platform.system.isAlive(mark.pid)) return 'gone';
  if (mark.start === '') return 'alive';
  const start = readStart(platform, String(mark.pid));
  if (start === undefined) return 'unknown';
  return start === mark.start ? 'alive' : 'gone';
}

/** Whether the marked process ran where we run. Only Linux tells; elsewhere state folders are not shared. */
export function isSameHost(platform: Platform, { host }: ProcessMark): boolean {
  return platform.system.os !== 'linux' || host === readHost(platform);
}

/** Undefined where it cannot be read just now. Field 22 of /proc/<pid>/stat (proc(5)). The second field is a name in brackets that may hold anything. */
function readStart(platform: Platform, pid: string): string | undefined {
  try {
    const stat = platform.fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has died; only its parent has not asked yet.
    return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? '');
  } catch (error) {
    return isPassing(error) ? undefined : '';
  }
}

/** A sandbox may have a process namespace of its own under the same name: the number of that tells (namespaces(7)). */
function readHost({ fs, system }: Platform): string {
  try {
    return `${fs.statSync('/proc/self/ns/pid').ino} ${system.hostName()}`;
  } catch {
    return '';
  }
}
