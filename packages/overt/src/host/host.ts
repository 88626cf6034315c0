import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Catalogue } from '../catalogue/event.ts';
import { NO_SESSION } from '../agents/no-session.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/**
 * What a library may record into whatever tool it is a part of. It is the host's telemetry: its catalogue, its user's choice, its
 * sinks. An event that the host has not declared is dropped and counted there.
 */
export type HostTelemetry<Events extends Catalogue = Catalogue> = Pick<
  Telemetry<Events>,
  'track' | 'command' | 'startCommand' | 'captureError' | 'session' | 'currentSession'
>;

/**
 * What all copies of Overt in a process share, whatever their version and however they were bundled: other copies read it, so its
 * shape is for good.
 */
type Registry = {
  /** By tool and version, in the order in which they were defined. */
  readonly defined: Map<string, object>;
  /** Made by the first who hosts. */
  hosting?: AsyncLocalStorage<object>;
};

const REGISTRY: unique symbol = Symbol.for('overt.registry.1');

/** What nobody records into. */
export const NOBODY = {
  track: () => {},
  command: <Result>(_name: string, body: () => Result): Result => body(),
  startCommand: () => ({ end: () => {}, fail: () => {} }),
  captureError: () => undefined,
  session: () => NO_SESSION,
  currentSession: () => undefined,
} satisfies HostTelemetry;

/**
 * The telemetry of the tool that a library is a part of: that within which it is called (`telemetry.host`), else the one that was
 * defined first. Without any, nothing is recorded and everything else goes on. Ask each time: the tool may be defined later.
 */
export function getTelemetry<Events extends Catalogue = Catalogue>(): HostTelemetry<Events> {
  const { hosting, defined } = readRegistry();
  const [first = NOBODY] = defined.values();
  return (hosting?.getStore() ?? first) as HostTelemetry<Events>;
}

/**
 * The telemetry of a tool in this process: made once, also where the tool is loaded twice. Once it is closed, it can be defined anew.
 */
export function defineOnce<Made extends { readonly close: () => Promise<void> }>(
  { tool, version }: { readonly tool: string; readonly version: string },
  make: () => Made,
): Made {
  const { defined } = readRegistry();
  const key = `${tool} ${version}`;
  const known = defined.get(key);
  if (known !== undefined) return known as Made;
  const made = make();
  const { close } = made;
  const telemetry = Object.assign(made, {
    close: () => {
      defined.delete(key);
      return close();
    },
  });
  defined.set(key, telemetry);
  return telemetry;
}

/** Runs `body` as a part of a tool, with all that it starts. */
export function hostWithin<Result>(
  telemetry: object,
  body: () => Result,
  load: () => typeof AsyncLocalStorage,
): Result {
  const registry = readRegistry();
  registry.hosting ??= new (load())<object>();
  return registry.hosting.run(telemetry, body);
}

function readRegistry(): Registry {
  const shared = globalThis as { [REGISTRY]?: Registry };
  return (shared[REGISTRY] ??= { defined: new Map() });
}
