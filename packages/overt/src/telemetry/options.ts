import type { Catalogue } from '../catalogue/event.ts';
import type { ConsentPolicy, ConsentText } from '../consent/policy.ts';
import type { Tags } from '../environment/tags.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';
import { onlyGiven } from '../given-entries.ts';
import { listResets, type Reset } from '../limit/resets.ts';
import { attempt } from '../platform/attempt.ts';
import {
  QUOTA,
  resolveQuota,
  resolveSampling,
  SAMPLING,
  type QuotaOptions,
  type SamplingOptions,
} from '../sampling/sampling.ts';
import type { Sink } from '../sinks/sink.ts';
import { DEFAULT_LIMITS, type SpoolLimits } from '../spool/limits.ts';
import { OptionError } from '../option-error.ts';
import {
  resolveIdentity,
  type IdentityOption,
  type IdentitySettings,
  type ProjectOption,
} from './identity-options.ts';
import {
  ERROR_DEFAULTS,
  resolveErrors,
  withErrorFields,
  type ErrorFields,
  type ErrorOptions,
  type ErrorSettings,
} from '../errors/options.ts';
import type { AgentNames } from '../agents/name-options.ts';
import type { Checks } from './context.ts';
import { DELIVERY, type DeliveryOptions } from './delivery-options.ts';
import { isPlain } from './plain-options.ts';
import { withDefaults } from './with-defaults.ts';
import { resolveSurroundings, type ContextOption, type NamedSurroundings } from './surroundings.ts';
import { resolvePolicy, type ConsentOptions } from './consent-options.ts';

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
  /** Of them, those whose limit another event sets back. */
  readonly resets: readonly Reset[];
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

/** @internal The options, complete. This is the only place where Overt throws: `checks` loads what says why. */
export function resolveOptions(options: TelemetryOptions, checks: () => Checks): Settings {
  const isUsual = isPlain(options);
  if (!isUsual) refuse(options, checks);
  const { tool, version, events = {}, crashes = true, tags = {}, traces = false } = options;
  const { errors, limits, sampling, quota } = options;
  const consent = options.consent ?? {};
  // Of what is not given, no function is called: each costs a run 20 us, since V8 compiles it for its first call.
  return {
    tool,
    version,
    events: errors?.fields === undefined ? events : withErrorFields(events, errors.fields),
    // Of plain options no event has a limit.
    resets: isUsual ? [] : listResets(events),
    errors: errors ? resolveErrors(errors) : ERROR_DEFAULTS,
    surroundings: resolveSurroundings(options),
    policy: resolvePolicy(tool, consent),
    text: consent.text ?? {},
    descriptors: options.sinks.filter((sink) => 'kind' in sink),
    liveSinks: options.sinks.filter((sink) => 'send' in sink),
    delivery: withDefaults(DELIVERY, options.delivery),
    limits: limits ? withDefaults(DEFAULT_LIMITS, limits) : DEFAULT_LIMITS,
    sampling: sampling ? resolveSampling(sampling) : SAMPLING,
    quota: quota ? resolveQuota(quota) : QUOTA,
    traces,
    ...resolveIdentity(options),
    crashes,
    tags: isUsual ? tags : onlyGiven(tags),
    agents: options.agents ?? {},
  };
}

function refuse(options: TelemetryOptions, checks: () => Checks): void {
  // Half of the package may be gone: then nobody can say what is wrong, if anything is.
  const fault = attempt(() => checks().findFault)?.(options);
  if (fault !== undefined) throw new OptionError(fault);
}
