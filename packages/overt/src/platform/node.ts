import type * as Os from 'node:os';
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
    userId: process.getuid?.(),
    execPath: process.execPath,
    arguments: process.argv,
    homeFolder: () => env[platform === 'win32' ? 'USERPROFILE' : 'HOME'] || os().homedir(),
    tempFolder: () =>
      platform === 'win32' ? os().tmpdir() : env['TMPDIR'] || env['TMP'] || env['TEMP'] || '/tmp',
    workFolder: () => process.cwd(),
    hostName: () => readKernel('hostname') ?? os().hostname(),
    residentBytes: () => process.memoryUsage.rss(),
    isAlive,
    exitCode: () => (typeof process.exitCode === 'number' ? process.exitCode : undefined),
    exit: (code) => process.exit(code),
    on: listen,
    setEnv: (name, value) => {
      process.env[name] = value;
    },
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
