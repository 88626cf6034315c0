import type { Builtins, Platform, System } from './platform.ts';

/**
 * The real world, for Node and what is compatible with it. Modules come from `getBuiltinModule`: an `import` of
 * `node:fs` makes Node build a module of all its exports, which loads streams and costs as much as all that we do.
 * For the same reason there is no `performance`, whose first use loads the rest of `node:perf_hooks`.
 */
export function createNodePlatform(): Platform {
  const fs = process.getBuiltinModule('node:fs');
  return {
    now: () => Date.now(),
    elapsed: () => process.uptime() * 1000,
    random: () => Math.random(),
    env: process.env,
    fs,
    system: createSystem(),
    builtin: <Name extends keyof Builtins>(name: Name) => process.getBuiltinModule(name) as Builtins[Name],
  };
}

function createSystem(): System {
  const os = process.getBuiltinModule('node:os');
  const { versions } = process;
  const runtime = versions['bun'] === undefined ? (versions['deno'] === undefined ? 'node' : 'deno') : 'bun';
  return {
    os: process.platform,
    osRelease: () => os.release(),
    arch: process.arch,
    runtime,
    runtimeVersion: versions[runtime] ?? versions.node,
    pid: process.pid,
    parentPid: process.ppid,
    userId: process.getuid?.(),
    execPath: process.execPath,
    arguments: process.argv,
    homeFolder: () => os.homedir(),
    tempFolder: () => os.tmpdir(),
    residentBytes: () => process.memoryUsage.rss(),
    isAlive,
    exitCode: () => (typeof process.exitCode === 'number' ? process.exitCode : undefined),
    exit: (code) => process.exit(code),
    onExit: (listener) => subscribe('exit', listener),
    onBeforeExit: (listener) => subscribe('beforeExit', listener),
    onCrash: (listener) => subscribe('uncaughtExceptionMonitor', listener),
    setEnv: (name, value) => {
      process.env[name] = value;
    },
  };
}

function subscribe(event: string, listener: (...values: never[]) => void): () => void {
  process.on(event, listener as (...values: unknown[]) => void);
  return () => process.off(event, listener as (...values: unknown[]) => void);
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
