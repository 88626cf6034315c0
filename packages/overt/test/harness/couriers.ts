import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { waitFor } from './wait-for.ts';

/** The couriers at work below `root`: started by a tool that was run there, and not waited for by anybody. */
export function findCouriers(root: string): number[] {
  return listProcesses()
    .filter(({ command }) => isCourier(command, root))
    .map(({ pid }) => pid);
}

/** The file may come after options: of Deno, or of a tool that is its own courier. */
function isCourier(command: readonly string[], root: string): boolean {
  const at = command.findIndex((word) => /courier[^/]*\.cjs$/.test(word));
  return at > 0 && command[at + 1]?.startsWith(root) === true;
}

/** Waits until no courier is at work below `root`. A courier is there from before its tool has ended. */
export async function waitForCouriers(root: string, deadlineMs = 40_000): Promise<void> {
  await waitFor(`the couriers in ${root} to end`, () => findCouriers(root).length === 0, deadlineMs);
}

/** Ends all couriers below `root`, now. */
export async function endCouriers(root: string): Promise<void> {
  for (const pid of findCouriers(root)) killIfThere(pid);
  await waitForCouriers(root);
}

export function killIfThere(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

type Listed = { readonly pid: number; readonly command: readonly string[] };

function listProcesses(): Listed[] {
  if (!existsSync('/proc/self/cmdline')) return listWithPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), command: readCommand(pid) }));
}

function readCommand(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Where there is no /proc. Splits at blanks, which the paths of our tests do not have. */
function listWithPs(): Listed[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.map((line) => {
    const [pid, ...command] = line.trim().split(/ +/);
    return { pid: Number(pid), command };
  });
}
