import { existsSync, readFileSync, readlinkSync } from 'node:fs';

/** What everybody on the machine, or its user, can see of a process. */
export type Exposed = {
  readonly cwd: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

export function whyNoProc(): string | undefined {
  return existsSync('/proc/self/environ') ? undefined : 'there is no /proc';
}

export function lookAt(pid: number): Exposed {
  const read = (name: string): string[] =>
    readFileSync(`/proc/${pid}/${name}`, 'utf8').split('\0').filter(Boolean);
  const env = read('environ').map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ]);
  return {
    cwd: readlinkSync(`/proc/${pid}/cwd`),
    command: read('cmdline'),
    env: Object.fromEntries(env) as Exposed['env'],
  };
}

export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
