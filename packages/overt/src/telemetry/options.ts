import { BUILTIN_EVENTS } from '../catalogue/builtin.ts';
import type { Catalogue } from '../catalogue/event.ts';
import { validateCatalogue } from '../catalogue/validate.ts';
import { isLevel, type Level } from '../consent/level.ts';
import type { ConsentPolicy } from '../consent/gate.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';
import { DIGITS, isMadeOf, LOWER } from '../platform/text.ts';
import type { Sink } from '../sinks/sink.ts';
import { DEFAULT_LIMITS, type SpoolLimits } from '../spool/limits.ts';
import { expected } from './expected.ts';

/** Where the courier runs. */
export type DeliveryMode = 'auto' | 'detached' | 'inline' | 'background';

/** How events leave. */
export type DeliveryOptions = {
  /**
   * `detached`: a short-lived process, started at exit when due. `inline`: the tool itself, when it is about to end,
   * for at most `deadlineMs`. `background`: the tool itself, every `intervalMs`, for tools that run for long. `auto`:
   * `inline` in CI and where the tool is the main process of a container, `detached` elsewhere.
   * @default 'auto'
   */
  readonly mode?: DeliveryMode;
  /**
   * The least time between two couriers of one user, in milliseconds, from 0 to a day.
   * @default 300000 (5 minutes)
   */
  readonly intervalMs?: number;
  /**
   * How long `inline` delivery may take, in milliseconds.
   * @default 1500
   */
  readonly deadlineMs?: number;
  /**
   * The wait after the first failure of a sink, in milliseconds. It doubles with each failure, up to an hour.
   * @default 60000
   */
  readonly retryBaseMs?: number;
};

/** When the user has said nothing. */
export type ConsentOptions = {
  /**
   * `ask`: nothing is recorded until the user says yes. `on`: it is, until the user says no. `off`: it is not.
   * @default 'ask'
   */
  readonly default?: 'ask' | 'on' | 'off';
  /**
   * The level that a plain yes means.
   * @default 'usage'
   */
  readonly level?: Exclude<Level, 'off'>;
};

/** Everything that `defineTelemetry` takes. */
export type TelemetryOptions<Events extends Catalogue = Catalogue> = {
  /** The name of the tool, as it is typed: lower-case letters, digits and `-`. Names its variable and its folder. */
  readonly tool: string;
  /** The version of the tool. */
  readonly version: string;
  /**
   * The events that the tool may record, besides the built-in ones.
   * @default {}
   */
  readonly events?: Events;
  readonly consent?: ConsentOptions;
  /** Where events go: `http()`, `collector()`, `file()`, `stdout()`, `noop()`. At least one. */
  readonly sinks: readonly (SinkDescriptor | Sink)[];
  readonly delivery?: DeliveryOptions;
  /** How much may wait on the user's disk. */
  readonly limits?: Partial<SpoolLimits>;
  /**
   * `install`: events carry a random id of the installation. `none`: they carry no id.
   * @default 'install'
   */
  readonly identity?: 'install' | 'none';
  /**
   * Whether errors that nobody caught are recorded as `crash`. Node's own behaviour stays as it is.
   * @default true
   */
  readonly crashes?: boolean;
};

/** The options, checked and complete. */
export type Settings = {
  readonly tool: string;
  readonly version: string;
  /** The tool's own; the built-in ones are not among them. */
  readonly events: Catalogue;
  readonly policy: ConsentPolicy;
  readonly descriptors: readonly SinkDescriptor[];
  readonly liveSinks: readonly Sink[];
  readonly delivery: Required<DeliveryOptions>;
  readonly limits: SpoolLimits;
  readonly identity: 'install' | 'none';
  readonly crashes: boolean;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DELIVERY: Required<DeliveryOptions> = {
  mode: 'auto',
  // An agent that calls a tool all day starts a dozen couriers an hour, each of some 60 ms of work.
  intervalMs: 5 * 60 * 1000,
  deadlineMs: 1500,
  retryBaseMs: 60_000,
};

/** Checks everything once. This is the only place where Overt throws. */
export function resolveOptions(options: TelemetryOptions): Settings {
  if (typeof options !== 'object' || options === null) throw expected('options', 'an object', options);
  const { tool, version, events = {}, identity = 'install', crashes = true } = options;
  if (!isMadeOf(tool, `${LOWER}${DIGITS}-`, 63) || !LOWER.includes(tool.charAt(0))) {
    throw expected('tool', 'lower-case letters, digits and dashes', tool);
  }
  if (typeof version !== 'string' || version === '' || version.length > 64)
    throw expected('version', 'a version', version);
  validateCatalogue(events, BUILTIN_EVENTS);
  if (identity !== 'install' && identity !== 'none') throw expected('identity', 'install or none', identity);
  if (typeof crashes !== 'boolean') throw expected('crashes', 'true or false', crashes);
  const delivery = resolveDelivery(options.delivery ?? {});
  const { descriptors, liveSinks } = resolveSinks(options.sinks, delivery.mode);
  const limits = resolveLimits(options.limits ?? {});
  const policy = resolvePolicy(tool, options.consent ?? {});
  return {
    tool,
    version,
    events,
    policy,
    descriptors,
    liveSinks,
    delivery,
    limits,
    identity,
    crashes,
  };
}

function resolvePolicy(tool: string, consent: ConsentOptions): ConsentPolicy {
  const { default: fallback = 'ask', level = 'usage' } = checkObject('consent', consent);
  if (!['ask', 'on', 'off'].includes(fallback))
    throw expected('consent.default', 'one of ask, on, off', fallback);
  if (!isLevel(level) || (level as Level) === 'off') {
    throw expected('consent.level', 'one of errors, usage, full', level);
  }
  return { variable: `${tool.toUpperCase().replaceAll('-', '_')}_TELEMETRY`, default: fallback, level };
}

function resolveDelivery(delivery: DeliveryOptions): Required<DeliveryOptions> {
  const { mode, intervalMs, deadlineMs, retryBaseMs } = checkObject('delivery', delivery);
  const settled = {
    mode: mode ?? DEFAULT_DELIVERY.mode,
    intervalMs: intervalMs ?? DEFAULT_DELIVERY.intervalMs,
    deadlineMs: deadlineMs ?? DEFAULT_DELIVERY.deadlineMs,
    retryBaseMs: retryBaseMs ?? DEFAULT_DELIVERY.retryBaseMs,
  };
  if (!['auto', 'detached', 'inline', 'background'].includes(settled.mode)) {
    throw expected('delivery.mode', 'one of auto, detached, inline, background', settled.mode);
  }
  checkNumber('delivery.intervalMs', settled.intervalMs, [settled.mode === 'background' ? 100 : 0, DAY_MS]);
  checkNumber('delivery.deadlineMs', settled.deadlineMs, [1, 60_000]);
  checkNumber('delivery.retryBaseMs', settled.retryBaseMs, [1, DAY_MS]);
  return settled;
}

function resolveLimits(limits: Partial<SpoolLimits>): SpoolLimits {
  const { maxBytes, maxFiles, maxAgeMs } = checkObject('limits', limits);
  const settled = {
    maxBytes: maxBytes ?? DEFAULT_LIMITS.maxBytes,
    maxFiles: maxFiles ?? DEFAULT_LIMITS.maxFiles,
    maxAgeMs: maxAgeMs ?? DEFAULT_LIMITS.maxAgeMs,
  };
  checkNumber('limits.maxBytes', settled.maxBytes, [64 * 1024, 1024 ** 3]);
  checkNumber('limits.maxFiles', settled.maxFiles, [1, 100_000]);
  checkNumber('limits.maxAgeMs', settled.maxAgeMs, [1000, 366 * DAY_MS]);
  return settled;
}

function resolveSinks(sinks: unknown, mode: DeliveryMode): Pick<Settings, 'descriptors' | 'liveSinks'> {
  if (!Array.isArray(sinks) || sinks.length === 0)
    throw expected('sinks', 'a list of at least one sink', sinks);
  const list = sinks as (SinkDescriptor | Sink)[];
  for (const sink of list) {
    if (typeof sink?.name !== 'string' || !('kind' in sink || typeof sink.send === 'function')) {
      throw expected('sinks', 'made by http(), collector(), file(), stdout() or noop()', sink);
    }
  }
  for (const [index, { name }] of list.entries()) {
    if (list.findIndex((other) => other.name === name) !== index)
      throw expected('sinks', 'of different names', name);
  }
  const liveSinks = list.filter((sink) => 'send' in sink);
  const descriptors = list.filter((sink) => 'kind' in sink);
  const needsUs = liveSinks.length > 0 || descriptors.some(({ kind }) => kind === 'stdout');
  if (needsUs && mode === 'detached') {
    throw expected('delivery.mode', 'inline or background with a sink that works in the tool only', mode);
  }
  return { descriptors, liveSinks };
}

function checkObject<Options>(option: string, value: Options): Options {
  if (typeof value !== 'object' || value === null) throw expected(option, 'an object', value);
  return value;
}

function checkNumber(option: string, value: unknown, [min, max]: [number, number]): void {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw expected(option, `a number from ${min} to ${max}`, value);
  }
}
