import type * as Os from 'node:os';
import { findRunner } from './executable.ts';
import type { Builtins, Platform, ProcessEvents, System } from './platform.ts';

/**
 * The real world, for Node and what is compatible with it. Modules come from `getBuiltinModule`: an `import` of
 * `node:fs` makes Node build a module of all its exports, which loads streams and costs as much as all that we do.
 * For the same reason there is no `performance`, whose first use loads the rest of `node:perf_hooks`, and `node:os` is
 * asked only for what the variables and /proc do not say.
 */
export function createNodePlatform(): Platform {
  return {
    now: Date.now,
    elapsed: () => process.uptime() * 1000,
    random: Math.random,
    env: process.env,
    fs: process.getBuiltinModule('node:fs'),
    system: createSystem(),
    builtin: <Name extends keyof Builtins>(name: Name) => process.getBuiltinModule(name) as Builtins[Name],
  };
}

/** Whether nothing differs from what `createNodePlatform` expects (platform/other-runtimes/). */
export function isNode(): boolean {
  const { bun, deno } = process.versions;
  return bun === undefined && deno === undefined;
}

function createSystem(): System {
  const { env, platform, versions } = process;
  const os = (): typeof Os => process.getBuiltinModule('node:os');
  const runtime = versions['bun'] === undefined ? (versions['deno'] === undefined ? 'node' : 'deno') : 'bun';
  return {
    os: platform,
    osRelease: () => readKernel('osrelease') ?? os().release(),
    arch: process.arch,
    runtime,
    runtimeVersion: versions[runtime] ?? versions.node,
    pid: process.pid,
    parentPid: process.ppid,
    // Asked when it is needed: Deno asks its user first.
    get userId() {
      return process.getuid?.();
    },
    execPath: process.execPath,
    runner: () => findRunner(process.execPath),
    cwd: () => process.cwd(),
    arguments: process.argv,
    homeFolder: () => env[platform === 'win32' ? 'USERPROFILE' : 'HOME'] || os().homedir(),
    tempFolder: () =>
      platform === 'win32' ? os().tmpdir() : env['TMPDIR'] || env['TMP'] || env['TEMP'] || '/tmp',
    hostName: () => readKernel('hostname') ?? os().hostname(),
    uptimeMs: () => os().uptime() * 1000,
    residentBytes: () => process.memoryUsage.rss(),
    isTerminal,
    isAlive,
    exitCode: () => (typeof process.exitCode === 'number' ? process.exitCode : undefined),
    isIntercepted: () =>
      process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback(),
    diagnosticReport: () => process.report,
    exit: (code) => process.exit(code),
    on: listen,
    setEnv: (name, value) => {
      process.env[name] = value;
    },
    streams: () => ({ input: process.stdin, output: process.stderr }),
    interrupt: () => process.kill(process.pid, 'SIGINT'),
  };
}

/** Linux says in files what elsewhere takes a module. */
function readKernel(name: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return process.getBuiltinModule('node:fs').readFileSync(`/proc/sys/kernel/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Device numbers of terminals and of what is none (/dev/null), by system: virtual ones first (Linux devices.txt). */
const DEVICES: Partial<Record<NodeJS.Platform, { shift: number; terminals: number[]; others: number[] }>> = {
  linux: { shift: 8, terminals: [136, 137, 138, 139, 140, 141, 142, 143, 4, 5], others: [1] },
  darwin: { shift: 24, terminals: [16], others: [3] },
};

/**
 * As `tty.isatty`, which is asked only where the device's number leaves it open: `node:tty` loads `node:net` and takes
 * 4 to 5 ms, `process.stdout.isTTY` 2 to 6, an fstat 0.02.
 */
function isTerminal(fd: number): boolean {
  try {
    const stat = process.getBuiltinModule('node:fs').fstatSync(fd);
    if (stat.isFile() || stat.isFIFO() || stat.isSocket()) return false;
    const known = DEVICES[process.platform];
    const major = known && (stat.rdev >> known.shift) & 0xfff;
    if (major !== undefined && known?.terminals.includes(major)) return stat.isCharacterDevice();
    if (major !== undefined && known?.others.includes(major)) return false;
  } catch (error) {
    // Of a console, Windows may not say what it is; of a descriptor that is closed, there is nothing to say.
    if ((error as NodeJS.ErrnoException).code === 'EBADF') return false;
  }
  return process.getBuiltinModule('node:tty').isatty(fd);
}

function listen<Name extends keyof ProcessEvents>(
  name: Name,
  listener: (...values: ProcessEvents[Name]) => void,
): () => void {
  process.on(name, listener as (...values: unknown[]) => void);
  return () => process.off(name, listener as (...values: unknown[]) => void);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
