import type * as NodeFs from 'node:fs';
import type * as AsyncHooksModule from 'node:async_hooks';
import type * as ChildProcessModule from 'node:child_process';
import type * as CryptoModule from 'node:crypto';
import type { setMaxListeners } from 'node:events';
import type * as HttpModule from 'node:http';
import type * as HttpsModule from 'node:https';
import type { createRequire, isBuiltin, SourceMap } from 'node:module';
import type * as NetModule from 'node:net';
import type * as OsModule from 'node:os';
import type * as ReadlineModule from 'node:readline';
import type * as TlsModule from 'node:tls';
import type * as UrlModule from 'node:url';
import type * as VmModule from 'node:vm';
import type * as WorkerThreadsModule from 'node:worker_threads';
import type * as ZlibModule from 'node:zlib';

/** Names and values of environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The file calls that Overt makes: all synchronous, since a process may end right after any of them. */
export type FileSystem = Pick<
  typeof NodeFs,
  | 'appendFileSync'
  | 'chmodSync'
  | 'closeSync'
  | 'existsSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'linkSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'readlinkSync'
  | 'readSync'
  | 'realpathSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeSync'
>;

/**
 * Everything that Overt takes from the world. No other module reads a clock, draws a random number, or asks the
 * process or the file system for anything, so that a test can replace each of them.
 */
export type Platform = {
  /** Milliseconds since the epoch. May jump: never subtract two of these. */
  readonly now: () => number;
  /** Milliseconds since the process started. Never goes back. */
  readonly elapsed: () => number;
  /** A number from 0 to 1. Not for secrets. */
  readonly random: () => number;
  readonly env: Env;
  readonly fs: FileSystem;
  readonly system: System;
  /** Loads a builtin module only now: each costs start-up time (docs/benchmarks.md). */
  readonly builtin: <Name extends keyof Builtins>(name: Name) => Builtins[Name];
};

export type System = {
  readonly os: NodeJS.Platform;
  readonly osRelease: () => string;
  readonly arch: string;
  readonly runtime: 'node' | 'bun' | 'deno';
  readonly runtimeVersion: string;
  readonly pid: number;
  readonly parentPid: number;
  /** The numeric user id, or undefined where the system has none (Windows). */
  readonly userId: number | undefined;
  readonly execPath: string;
  /** How `execPath` is told to run a file, or nothing where it may be the tool itself. */
  readonly runner: () => Runner | undefined;
  /** Throws where the working folder is gone. */
  readonly cwd: () => string;
  readonly arguments: readonly string[];
  /** Throws where the system knows no home. */
  readonly homeFolder: () => string;
  readonly tempFolder: () => string;
  /** Throws where it is gone. */
  readonly hostName: () => string;
  /** How long the machine has been running. */
  readonly uptimeMs: () => number;
  readonly residentBytes: () => number;
  /** Whether a person may sit at the other end of this file descriptor. */
  readonly isTerminal: (fd: number) => boolean;
  /** True while a process of that id exists, whoever owns it. */
  readonly isAlive: (pid: number) => boolean;
  readonly exitCode: () => number | undefined;
  /** Whether somebody else listens to errors that nobody caught: then they may not end the process. */
  readonly isIntercepted: () => boolean;
  /** What Node writes when it fails, where the runtime has that. */
  readonly diagnosticReport: () => NodeJS.ProcessReport | undefined;
  readonly exit: (code: number) => never;
  /** Listens, and answers what stops it. */
  readonly on: <Name extends keyof ProcessEvents>(
    name: Name,
    listener: (...values: ProcessEvents[Name]) => void,
  ) => () => void;
  readonly setEnv: (name: string, value: string) => void;
  /** Loads the stream that a person types into, and the one that is not the tool's output. */
  readonly streams: () => { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream };
  /** Does what Ctrl-C does. */
  readonly interrupt: () => void;
};

/** How a program is told to run a file: `<program> <options> <file> <arguments>`, with variables of its own. */
export type Runner = {
  readonly options: readonly string[];
  /** Called once for each start, with the state folder. */
  readonly prepare: (folder: string) => Readonly<Record<string, string>>;
};

/** What a process says of itself. None of these changes what Node does when somebody listens. */
export type ProcessEvents = {
  readonly exit: [code: number];
  /** Nothing is left to wait for. */
  readonly beforeExit: [code: number];
  /** An error that nobody caught, before Node does what it does about it. */
  readonly uncaughtExceptionMonitor: [error: unknown, origin: string];
};

/** The modules that `Platform.builtin` may load. */
export type Builtins = {
  'node:async_hooks': typeof AsyncHooksModule;
  'node:child_process': typeof ChildProcessModule;
  'node:crypto': typeof CryptoModule;
  'node:events': { readonly setMaxListeners: typeof setMaxListeners };
  /** What of it does not end before it returns. All else is `Platform.fs`. */
  'node:fs': Pick<typeof NodeFs, 'watch'>;
  'node:http': typeof HttpModule;
  'node:https': typeof HttpsModule;
  'node:module': {
    readonly createRequire: typeof createRequire;
    /** These may be missing where the runtime is not Node. */
    readonly isBuiltin?: typeof isBuiltin;
    readonly SourceMap?: typeof SourceMap;
  };
  'node:net': typeof NetModule;
  'node:os': typeof OsModule;
  'node:readline': typeof ReadlineModule;
  /** From Node 20.12 on, and of Node only. */
  'node:sea': { readonly isSea: () => boolean };
  'node:tls': typeof TlsModule;
  'node:url': typeof UrlModule;
  'node:vm': typeof VmModule;
  'node:worker_threads': typeof WorkerThreadsModule;
  'node:zlib': typeof ZlibModule;
};
