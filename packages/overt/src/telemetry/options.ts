import type { Catalogue } from '../catalogue/event.ts';
import { validateCatalogue } from '../catalogue/validate.ts';
import type { ConsentPolicy, ConsentText } from '../consent/policy.ts';
import { resolveTags, type Tags } from '../environment/tags.ts';
import { checkDeletion } from '../sinks/deletion.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';
import { checkFilter } from '../sinks/filter.ts';
import { DIGITS, isMadeOf, LOWER } from '../platform/text.ts';
import {
  resolveQuota,
  resolveSampling,
  type QuotaOptions,
  type SamplingOptions,
} from '../sampling/sampling.ts';
import type { DeliveryGuarantee } from '../courier/plan.ts';
import type { Sink } from '../sinks/sink.ts';
import { DEFAULT_LIMITS, type SpoolLimits } from '../spool/limits.ts';
import { expected } from '../option-error.ts';
import {
  resolveIdentity,
  type IdentityOption,
  type IdentitySettings,
  type ProjectOption,
} from './identity-options.ts';
import {
  resolveErrors,
  withErrorFields,
  type ErrorFields,
  type ErrorOptions,
  type ErrorSettings,
} from '../errors/options.ts';
import { resolveAgentNames, type AgentNames } from '../agents/name-options.ts';
import { resolveNumbers } from './resolve-numbers.ts';
import { resolveSurroundings, type ContextOption, type NamedSurroundings } from './surroundings.ts';
import { resolvePolicy, type ConsentOptions } from './consent-options.ts';

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
  /**
   * `at-least-once`: an event is forgotten after the sink has it, and sent again where nobody knows whether it has; its id stays the
   * same, so that it counts once wherever ids are compared. `at-most-once`: it is forgotten before it is sent, and where nobody
   * knows, it is lost and counted as `unconfirmed`.
   * @default 'at-least-once'
   */
  readonly guarantee?: DeliveryGuarantee;
};

/** Everything that `defineTelemetry` takes. */
export type TelemetryOptions<
  Events extends Catalogue = Catalogue,
  Extra extends ErrorFields = ErrorFields,
> = {
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
  /** Of how many runs events are sent. */
  readonly sampling?: SamplingOptions;
  /** How many events of one installation are sent at most. */
  readonly quota?: QuotaOptions;
  /**
   * Whether each run stands in a trace (W3C Trace Context): in the one that `TRACEPARENT` names, which it then hands on to the
   * processes that it starts, or in one of its own. `@overt/otlp` makes spans of it.
   * @default false
   */
  readonly traces?: boolean;
  /**
   * By what an installation is known (docs/identity.md). `install`: a random id of its own, which may be renewed
   * with each month or week (UTC). `machine`: a keyed hash of what is particular to machine and user. `none`: no id.
   * In CI there is none, whatever is set here.
   * @default 'install'
   */
  readonly identity?: IdentityOption;
  /**
   * By what the project is known in which the tool is run. `local`: a hash that differs on each installation, so that
   * it says how many projects one user has. `root-commit`: a hash of the first commit, which is the same for all who
   * work on the project, and which anybody who has the repository can work out. `none`: nothing.
   * @default 'none'
   */
  readonly project?: ProjectOption;
  /**
   * Whether errors that nobody caught are recorded as `crash`. Node's own behaviour stays as it is.
   * @default true
   */
  readonly crashes?: boolean;
  /** How errors are reported. */
  readonly errors?: ErrorOptions<Extra>;
  /**
   * What this build is for: `production`, `nightly`. Set it when the tool is built, so that a build from source is not taken for
   * a release: whoever runs the tool may say something else in `<TOOL>_TELEMETRY_ENVIRONMENT`, but never `production`.
   * @default none
   */
  readonly environment?: string | undefined;
  /**
   * A variable that says the same as `<TOOL>_TELEMETRY_ENVIRONMENT`, for tools that had one.
   * @default none
   */
  readonly environmentVariable?: string | undefined;
  /**
   * What the tool is a part of, such as a desktop program: its name and its version.
   * @default none
   */
  readonly context?: ContextOption | undefined;
  /**
   * What this build or this kind of run is called, such as `{ channel: 'beta' }`: at most 8, names of up to 24 characters,
   * values of up to 40. Sent with each run as `tag.<name>`. Users add their own with `<TOOL>_TELEMETRY_TAGS`.
   * @default {}
   */
  readonly tags?: Tags;
  /**
   * The names of the agents, tools and models that sessions may be recorded with; any other is recorded as a hash.
   * @default {}
   */
  readonly agents?: AgentNames;
};

/** The options, checked and complete. */
export type Settings = IdentitySettings & {
  readonly errors: ErrorSettings;
  readonly surroundings: NamedSurroundings;
  readonly tool: string;
  readonly version: string;
  /** The tool's own; the built-in ones are not among them. */
  readonly events: Catalogue;
  readonly policy: ConsentPolicy;
  readonly text: ConsentText;
  readonly descriptors: readonly SinkDescriptor[];
  readonly liveSinks: readonly Sink[];
  readonly delivery: Required<DeliveryOptions>;
  readonly limits: SpoolLimits;
  readonly sampling: Required<SamplingOptions>;
  readonly quota: Required<QuotaOptions>;
  readonly traces: boolean;
  readonly crashes: boolean;
  readonly tags: Tags;
  readonly agents: AgentNames;
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** Of each number: what holds when nothing is said, the least and the most. */
const DELIVERY_NUMBERS = {
  // An agent that calls a tool all day starts a dozen couriers an hour, each of some 60 ms of work.
  intervalMs: [5 * 60 * 1000, 0, DAY_MS],
  deadlineMs: [1500, 1, 60_000],
  retryBaseMs: [60_000, 1, DAY_MS],
} as const;
const BACKGROUND_NUMBERS = { ...DELIVERY_NUMBERS, intervalMs: [5 * 60 * 1000, 100, DAY_MS] } as const;
const LIMIT_NUMBERS = {
  maxBytes: [DEFAULT_LIMITS.maxBytes, 64 * 1024, 1024 ** 3],
  maxFiles: [DEFAULT_LIMITS.maxFiles, 1, 100_000],
  maxAgeMs: [DEFAULT_LIMITS.maxAgeMs, 1000, 366 * DAY_MS],
} as const;

/** Checks everything once. This is the only place where Overt throws. */
export function resolveOptions(options: TelemetryOptions): Settings {
  if (typeof options !== 'object' || options === null) throw expected('options', 'an object', options);
  const { tool, version, events = {}, crashes = true, tags = {}, traces = false } = options;
  if (!isMadeOf(tool, `${LOWER}${DIGITS}-`, 63) || !LOWER.includes(tool.charAt(0))) {
    throw expected('tool', 'lower-case letters, digits and dashes', tool);
  }
  if (typeof version !== 'string' || version === '' || version.length > 64)
    throw expected('version', 'a version', version);
  validateCatalogue(events);
  if (typeof crashes !== 'boolean') throw expected('crashes', 'true or false', crashes);
  if (typeof traces !== 'boolean') throw expected('traces', 'true or false', traces);
  const errors = resolveErrors(options.errors ?? {});
  const surroundings = resolveSurroundings(options);
  const delivery = resolveDelivery(options.delivery ?? {});
  const { descriptors, liveSinks } = resolveSinks(options.sinks, delivery.mode);
  const limits = resolveNumbers('limits', options.limits ?? {}, LIMIT_NUMBERS);
  const policy = resolvePolicy(tool, options.consent ?? {});
  const text = options.consent?.text ?? {};
  return {
    tool,
    version,
    events: withErrorFields(events, options.errors),
    errors,
    surroundings,
    policy,
    text,
    descriptors,
    liveSinks,
    delivery,
    limits,
    sampling: resolveSampling(options.sampling ?? {}),
    quota: resolveQuota(options.quota ?? {}),
    traces,
    ...resolveIdentity(options),
    crashes,
    tags: resolveTags(tags),
    agents: resolveAgentNames(options.agents ?? {}),
  };
}

function resolveDelivery(delivery: DeliveryOptions): Required<DeliveryOptions> {
  const { mode = 'auto', guarantee = 'at-least-once' } = delivery;
  if (!['auto', 'detached', 'inline', 'background'].includes(mode)) {
    throw expected('delivery.mode', 'one of auto, detached, inline, background', mode);
  }
  if (guarantee !== 'at-least-once' && guarantee !== 'at-most-once')
    throw expected('delivery.guarantee', 'at-least-once or at-most-once', guarantee);
  const numbers = mode === 'background' ? BACKGROUND_NUMBERS : DELIVERY_NUMBERS;
  return { mode, guarantee, ...resolveNumbers('delivery', delivery, numbers) };
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
  // Those that are data were checked when they were made.
  for (const { filter, deletion } of liveSinks) {
    if (filter !== undefined) checkFilter(filter);
    if (deletion !== undefined) checkDeletion(deletion);
  }
  const descriptors = list.filter((sink) => 'kind' in sink);
  const needsUs = liveSinks.length > 0 || descriptors.some(({ kind }) => kind === 'stdout');
  if (needsUs && mode === 'detached') {
    throw expected('delivery.mode', 'inline or background with a sink that works in the tool only', mode);
  }
  return { descriptors, liveSinks };
}
