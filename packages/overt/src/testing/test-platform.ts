import { EventEmitter } from 'node:events';
import { createNodePlatform } from '../platform/node.ts';
import { join } from '../platform/path.ts';
import type { Env, Platform, ProcessEvents, System } from '../platform/platform.ts';
import { fixedClock, type FixedClock } from './fixed-clock.ts';

/** A world of a test's own, above a real folder. */
export type TestPlatform = Platform & {
  readonly clock: FixedClock;
  /** Ends the process, as far as listeners can tell. */
  readonly exit: (code: number) => void;
  /** Reports an error that nobody caught. */
  readonly crash: (error: unknown, origin: string) => void;
};

/** What a test may set. */
export type TestPlatformOptions = {
  /** Where the home of the user is. Nothing is written outside it. */
  readonly home: string;
  /** The variables of the process; no others are seen. */
  readonly env?: Env;
  readonly clock?: FixedClock;
};

/** Makes a platform that keeps to one folder and whose clock, variables and process are the test's. */
export function testPlatform({
  home,
  env = {},
  clock = fixedClock(Date.now()),
}: TestPlatformOptions): TestPlatform {
  const real = createNodePlatform();
  const variables: Record<string, string | undefined> = { ...env };
  const emitter = new EventEmitter();
  const system: System = {
    ...real.system,
    homeFolder: () => home,
    tempFolder: () => join(home, 'tmp'),
    // Since its clock began to count: no run is older than the machine.
    uptimeMs: clock.now,
    isTerminal: () => false,
    exitCode: () => undefined,
    isIntercepted: () => false,
    // That of the process that runs the tests is not the test's.
    diagnosticReport: () => undefined,
    on: <Name extends keyof ProcessEvents>(
      name: Name,
      listener: (...values: ProcessEvents[Name]) => void,
    ) => {
      emitter.on(name, listener as (...values: unknown[]) => void);
      return () => emitter.off(name, listener as (...values: unknown[]) => void);
    },
    setEnv: (name, value) => {
      variables[name] = value;
    },
  };
  return {
    ...real,
    now: clock.now,
    elapsed: clock.elapsed,
    env: variables,
    system,
    clock,
    exit: (code) => void emitter.emit('exit', code),
    crash: (error, origin) => void emitter.emit('uncaughtExceptionMonitor', error, origin),
  };
}
