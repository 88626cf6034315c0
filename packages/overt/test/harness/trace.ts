import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';
import { runTool, type ToolRun } from './run-tool.ts';

/** Why system calls cannot be watched here, if they cannot. */
export function whyNoTrace(): string | undefined {
  const { status, error } = spawnSync('strace', ['-f', '-e', 'trace=none', 'true'], { stdio: 'ignore' });
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? undefined : 'strace may not trace here';
}

/** Calls that change something on disk, whatever their arguments are. */
const CHANGES =
  /^(creat|mkdir|mkdirat|mknod|mknodat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|unlink|unlinkat|rmdir|truncate|chmod|fchmodat|chown|lchown|fchownat|utime|utimes|utimensat|futimesat|setxattr)\(/;
const OPENS = /^(open|openat|openat2)\(.*O_(WRONLY|RDWR|CREAT|TRUNC)/;
const SOCKETS =
  /^(socket|socketpair|connect|bind|listen|accept4?|sendto|sendmsg|sendmmsg|recvfrom|recvmsg)\(/;
const PROCESSES = /^(fork|vfork|execve|execveat)\(/;
const CLONES = /^clone3?\(/;

/** What a tool does to the world, as calls to the system with their arguments, sorted: writes, sockets, processes. */
export async function traceEffects(place: Place, run: ToolRun): Promise<string[]> {
  const file = join(place.root, 'out', 'trace');
  const wrapper = ['strace', '-f', '-qq', '-s', '300', '-o', file, '-e', 'trace=file,network,process'];
  const { code, stderr } = await runTool(place, { ...run, wrapper });
  if (code === null) throw new Error(stderr);
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+ +/, ''))
    .filter(isEffect)
    .map(withoutChance)
    .toSorted();
}

function isEffect(call: string): boolean {
  const isProcess = PROCESSES.test(call) || (CLONES.test(call) && !call.includes('CLONE_THREAD'));
  return isProcess || CHANGES.test(call) || OPENS.test(call) || SOCKETS.test(call);
}

/** Addresses, results and the number of variables differ from run to run. */
function withoutChance(call: string): string {
  return call
    .replace(/ <unfinished \.\.\.>$| = .*$/, '')
    .replaceAll(/0x[0-9a-f]+/g, '0x')
    .replace(/\/\* \d+ vars \*\//, '');
}
