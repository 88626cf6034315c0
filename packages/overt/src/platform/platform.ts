import type * as NodeFs from 'node:fs';

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
  | 'linkSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'readlinkSync'
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
  readonly arguments: readonly string[];
  /** Throws where the system knows no home. */
  readonly homeFolder: () => string;
  readonly tempFolder: () => string;
  readonly residentBytes: () => number;
  /** True while a process of that id exists, whoever owns it. */
  readonly isAlive: (pid: number) => boolean;
  readonly exitCode: () => number | undefined;
  readonly exit: (code: number) => never;
  readonly onExit: (listener: (code: number) => void) => () => void;
  readonly onBeforeExit: (listener: () => void) => () => void;
  /** Errors that nobody caught, before Node does what it does about them: listening changes nothing. */
  readonly onCrash: (listener: (error: unknown, origin: string) => void) => () => void;
  readonly setEnv: (name: string, value: string) => void;
};

/** The modules that `Platform.builtin` may load. */
export type Builtins = {
  'node:child_process': typeof import('node:child_process');
  'node:crypto': typeof import('node:crypto');
  'node:http': typeof import('node:http');
  'node:https': typeof import('node:https');
  'node:net': typeof import('node:net');
  'node:url': typeof import('node:url');
  'node:zlib': typeof import('node:zlib');
};
