import { createNodePlatform } from '../platform/node.ts';
import { join } from '../platform/path.ts';
import type { Env, Platform, System } from '../platform/platform.ts';
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
  const listeners = {
    exit: new Set<(code: number) => void>(),
    crash: new Set<(error: unknown, origin: string) => void>(),
  };
  const system: System = {
    ...real.system,
    homeFolder: () => home,
    tempFolder: () => join(home, 'tmp'),
    exitCode: () => undefined,
    onExit: (listener) => subscribe(listeners.exit, listener),
    onBeforeExit: () => () => {},
    onCrash: (listener) => subscribe(listeners.crash, listener),
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
    exit: (code) => listeners.exit.forEach((listener) => listener(code)),
    crash: (error, origin) => listeners.crash.forEach((listener) => listener(error, origin)),
  };
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
