import type { FileSystem, Platform, System } from '../platform.ts';

type Permission = 'env' | 'read' | 'write' | 'sys' | 'net' | 'run' | 'ffi' | 'import';

/** In full: of half of the variables, nobody could say whether the user has said no in the other half. */
export const NEEDED: readonly Permission[] = ['env', 'read', 'write', 'sys', 'net', 'run'];

/** What `DO_NOT_TRACK` says where the user of Deno has not allowed what is needed. */
export const NOT_ALLOWED = 'not allowed by Deno';

/** Whether Deno would do it without asking anybody. */
export function isAllowed(name: Permission): boolean {
  try {
    const { Deno } = globalThis as {
      Deno?: { permissions: { querySync: (what: { name: string }) => { state: string } } };
    };
    return Deno?.permissions.querySync({ name }).state === 'granted';
  } catch {
    // A permission that this version does not know.
    return false;
  }
}

/** A world in which telemetry is off and nothing that needs leave is touched: no variable, no file but those that are open. */
export function shutPlatform(real: Platform): Platform {
  const system: Partial<System> = {
    userId: undefined,
    osRelease: () => '',
    hostName: () => '',
    homeFolder: () => '',
    tempFolder: () => '/tmp',
    uptimeMs: () => 0,
    isAlive: () => true,
    runner: () => undefined,
    setEnv: () => {},
  };
  return {
    ...real,
    env: { DO_NOT_TRACK: NOT_ALLOWED },
    fs: shutDisk(real.fs),
    system: Object.create(real.system, Object.getOwnPropertyDescriptors(system)) as System,
  };
}

/** Where there is nothing, and nothing can be made; what is open already can be written to. */
function shutDisk(real: FileSystem): FileSystem {
  const refuse = (): never => {
    throw Object.assign(new Error('Not allowed by Deno.'), { code: 'ENOENT' });
  };
  const look = (_path: string, options?: { throwIfNoEntry?: boolean }): undefined =>
    options?.throwIfNoEntry === false ? undefined : refuse();
  const own: Record<string, unknown> = { existsSync: () => false, lstatSync: look, statSync: look };
  const open = ['writeSync', 'readSync', 'fstatSync', 'closeSync', 'fsyncSync'];
  const get = (_: object, name: string): unknown =>
    open.includes(name) ? real[name as keyof FileSystem] : (own[name] ?? refuse);
  return new Proxy({}, { get }) as FileSystem;
}
