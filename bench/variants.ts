/** How the state folder of an SDK that keeps state is chosen for a sample. */
export type StatePolicy =
  /** One folder for the whole series: after the first, warm run nothing is due. */
  | 'shared'
  /** A new folder for each sample: every run is the one that starts the courier. */
  | 'fresh';

/** One way to run the measured tool. */
export type Variant = {
  readonly name: string;
  /** File in tools/. */
  readonly file: string;
  /** The package from peers/package.json that it needs. */
  readonly peer?: string;
  /** Whether it needs packages/overt to be built. */
  readonly overt?: true;
  readonly state: StatePolicy;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether an event is expected at the endpoint, and how it gets there. */
  readonly delivery: 'none' | 'before-exit' | 'courier';
};

const OVERT = { file: 'overt.mjs', overt: true } as const;
const PEER = { state: 'fresh', delivery: 'before-exit' } as const;

/** The tool without telemetry. */
export const BARE: Variant = { name: 'bare', file: 'bare.mjs', state: 'shared', delivery: 'none' };

/** The same file again: its distance from `bare` is the noise of the run. */
export const BARE_AGAIN: Variant = { ...BARE, name: 'bare again (noise)' };

export const APPEND: Variant = {
  name: 'append 400 B',
  file: 'append.mjs',
  state: 'shared',
  delivery: 'none',
};

/** The limit of any SDK: a package with nothing in it. */
export const EMPTY: Variant = {
  name: 'imports an empty package',
  file: 'empty.mjs',
  state: 'shared',
  delivery: 'none',
};

export const OVERT_ON: Variant = { name: 'overt', ...OVERT, state: 'shared', delivery: 'courier' };

/** The SDK bundled into the tool's own file by esbuild. */
const OVERT_BUNDLED: Variant = {
  ...OVERT_ON,
  name: 'overt, bundled into the tool',
  file: 'overt.bundled.mjs',
};

/** The same tool with no sink but one that does nothing, with five of Overt's own, and with four in packages of theirs. */
export const OVERT_NO_SINK: Variant = {
  ...OVERT_ON,
  name: 'overt, no sink (noop)',
  file: 'overt.none.mjs',
  delivery: 'none',
};
const OVERT_FIVE_SINKS: Variant = { ...OVERT_ON, name: 'overt, five sinks', file: 'overt.five.mjs' };
const OVERT_SINK_PACKAGES: Variant = {
  ...OVERT_ON,
  name: 'overt, five sinks, four in packages',
  file: 'overt.packages.mjs',
};
export const SINK_VARIANTS: readonly Variant[] = [
  OVERT_NO_SINK,
  OVERT_ON,
  OVERT_FIVE_SINKS,
  OVERT_SINK_PACKAGES,
];

/** The tool as it is written with commander: without telemetry, with its command wrapped by hand, and with the adapter. */
const COMMANDER: Variant = {
  name: 'commander, no telemetry',
  file: 'commander.bare.mjs',
  state: 'shared',
  delivery: 'none',
};
export const COMMANDER_VARIANTS: readonly Variant[] = [
  COMMANDER,
  { ...COMMANDER, name: 'the same again (noise)' },
  { ...COMMANDER, name: 'overt, the command wrapped by hand', file: 'commander.wrapped.mjs', overt: true },
  { ...COMMANDER, name: 'overt, by the adapter', file: 'commander.followed.mjs', overt: true },
];

export const OVERT_COURIER: Variant = {
  name: 'overt, starts the courier',
  ...OVERT,
  state: 'fresh',
  delivery: 'courier',
};

export const OVERT_OFF: Variant = {
  name: 'overt, off',
  ...OVERT,
  state: 'shared',
  env: { DO_NOT_TRACK: '1' },
  delivery: 'none',
};

/** The SDKs that deliver before the process may end. */
export const PEERS: readonly Variant[] = [
  { name: 'otel-logs', file: 'otel-logs.mjs', peer: '@opentelemetry/exporter-logs-otlp-http', ...PEER },
  { name: 'posthog', file: 'posthog.mjs', peer: 'posthog-node', ...PEER },
  { name: 'segment', file: 'segment.mjs', peer: '@segment/analytics-node', ...PEER },
  { name: 'sentry', file: 'sentry.mjs', peer: '@sentry/node', ...PEER },
];

/** The tool that crashes, without telemetry, and with what reports crashes. */
export const CRASH_BARE: Variant = { ...BARE, name: 'bare', file: 'crash-bare.mjs' };
export const CRASH_OVERT: Variant = { ...OVERT_ON, name: 'overt', file: 'crash-overt.mjs' };
export const CRASH_VARIANTS: readonly Variant[] = [
  CRASH_BARE,
  { ...CRASH_BARE, name: BARE_AGAIN.name },
  CRASH_OVERT,
  { ...OVERT_COURIER, name: OVERT_COURIER.name, file: 'crash-overt.mjs' },
  { name: 'sentry', file: 'crash-sentry.mjs', peer: '@sentry/node', ...PEER },
];

/** The variants whose cost is close to nothing: they get more rounds. */
export const LIGHT: readonly Variant[] = [
  BARE,
  BARE_AGAIN,
  EMPTY,
  APPEND,
  OVERT_OFF,
  OVERT_ON,
  OVERT_BUNDLED,
  OVERT_COURIER,
];
