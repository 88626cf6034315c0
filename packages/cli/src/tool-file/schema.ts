import type {
  CollectorOptions,
  ConsentOptions,
  ConsentText,
  DeliveryOptions,
  ErrorOptions,
  EventDeclaration,
  FileOptions,
  HttpOptions,
  QuotaOptions,
  SamplingOptions,
  SinkFilter,
  SinkOptions,
  SpoolLimits,
  TelemetryOptions,
} from 'overt';

export type Json = Readonly<Record<string, unknown>>;

/**
 * A schema for each key of a type, so that the compiler says when the SDK has an option that is not here, or no longer has one that is.
 * `Without`: what cannot be said in JSON.
 */
type SchemaOf<Options, Without extends PropertyKey = never> = Readonly<
  Record<Exclude<keyof Required<Options>, Without>, Json>
>;

const TEXT: Json = { type: 'string' };
const FLAG: Json = { type: 'boolean' };
const NUMBER: Json = { type: 'number', minimum: 0 };
const TEXTS: Json = { type: 'array', items: TEXT };
const WORDS: Json = { type: 'object', additionalProperties: TEXT };
const NUMBERS: Json = { type: 'object', additionalProperties: NUMBER };
const ANYTHING: Json = {};

const FIELD = {
  description: 'What one field may hold: {"kind": "count"}.',
  ...closed(
    {
      kind: words('oneOf', 'flag', 'count', 'durationMs', 'bytes', 'version', 'slug', 'hash', 'text'),
      optional: FLAG,
      values: { ...TEXTS, description: 'Of oneOf: the words.' },
      maxWords: { ...NUMBER, description: 'Of slug.' },
      maxLength: { ...NUMBER, description: 'Of text, in characters.' },
    },
    ['kind'],
  ),
};

const FIELDS: Json = { type: 'object', additionalProperties: FIELD };

const EVENT = closed(
  {
    why: { ...TEXT, description: 'Why it is collected, in a sentence that users will read.' },
    level: words('errors', 'usage', 'full'),
    owner: { ...TEXT, description: 'Who answers for it.' },
    expires: { ...TEXT, description: 'The last day on which it is recorded (YYYY-MM-DD), or never.' },
    fields: FIELDS,
    limit: closed({ everyMs: NUMBER, maxMs: NUMBER, resetOn: TEXT }, ['everyMs']),
  } satisfies SchemaOf<EventDeclaration> & Json,
  ['why', 'owner', 'expires'],
);

const LEVELS = ['off', 'errors', 'usage', 'full'] as const;

const CONSENT = closed({
  default: words('ask', 'on', 'off'),
  level: words('errors', 'usage', 'full'),
  ci: words('on', 'off'),
  aliases: {
    type: 'array',
    items: closed(
      { variable: TEXT, yes: words(...LEVELS, 'local', 'ignore'), no: words(...LEVELS, 'local', 'ignore') },
      ['variable'],
    ),
  },
  configured: { enum: [true, false, ...LEVELS, 'local'] },
  mandatory: FLAG,
  text: closed({
    version: NUMBER,
    what: TEXT,
    more: TEXT,
    prompt: TEXT,
    enter: words('yes', 'no'),
    command: { ...TEXT, description: 'What users type to manage it, such as `my-tool telemetry`.' },
  } satisfies SchemaOf<ConsentText>),
  policyFile: TEXT,
} satisfies SchemaOf<ConsentOptions>);

const SINK = {
  name: TEXT,
  filter: closed({
    level: words('errors', 'usage', 'full'),
    only: TEXTS,
    except: TEXTS,
    sample: NUMBER,
  } satisfies SchemaOf<SinkFilter>),
  deletion: { type: 'object' },
} satisfies SchemaOf<SinkOptions>;

const COLLECTOR = { ...SINK, url: TEXT, key: TEXT } satisfies SchemaOf<CollectorOptions>;
const FILE = { ...SINK, path: TEXT, maxBytes: NUMBER, event: ANYTHING } satisfies SchemaOf<FileOptions>;
const HTTP = {
  ...SINK,
  url: TEXT,
  format: words('json', 'ndjson'),
  gzip: FLAG,
  headers: WORDS,
  body: ANYTHING,
  event: ANYTHING,
  per: words('batch', 'event'),
  lowering: WORDS,
} satisfies SchemaOf<HttpOptions>;

/** By kind. Those of packages take what these packages say, and check it themselves. */
const SINKS = {
  oneOf: [
    sink('collector', COLLECTOR),
    sink('http', HTTP),
    sink('file', FILE),
    sink('noop', SINK),
    {
      type: 'object',
      required: ['kind'],
      properties: { kind: words('otlp', 'sentry', 'posthog', 'datadog') },
    },
  ],
};

const OPTIONS = {
  tool: { ...TEXT, pattern: '^[a-z][a-z0-9-]{0,62}$', description: 'The name of the tool, as it is typed.' },
  version: { ...TEXT, description: 'The version of the tool.' },
  events: { type: 'object', additionalProperties: EVENT },
  consent: CONSENT,
  sinks: { type: 'array', minItems: 1, items: SINKS, description: 'Where events go.' },
  delivery: closed({
    mode: words('auto', 'detached', 'inline', 'background'),
    intervalMs: NUMBER,
    deadlineMs: NUMBER,
    retryBaseMs: NUMBER,
    guarantee: words('at-least-once', 'at-most-once'),
  } satisfies SchemaOf<DeliveryOptions>),
  limits: closed({ maxBytes: NUMBER, maxFiles: NUMBER, maxAgeMs: NUMBER } satisfies SchemaOf<SpoolLimits>),
  sampling: closed({
    rate: NUMBER,
    by: words('run', 'install'),
    events: NUMBERS,
    summarizeAgents: FLAG,
  } satisfies SchemaOf<SamplingOptions>),
  quota: closed({ perDay: NUMBER, perHour: NUMBER, events: NUMBERS } satisfies SchemaOf<QuotaOptions>),
  traces: FLAG,
  identity: {
    anyOf: [
      words('install', 'machine', 'none'),
      closed({ kind: words('install'), rotate: words('never', 'monthly', 'weekly') }, ['kind', 'rotate']),
    ],
  },
  project: words('none', 'local', 'root-commit'),
  crashes: FLAG,
  errors: closed({
    fields: FIELDS,
    expected: WORDS,
    sayReference: FLAG,
    ask: FLAG,
    diagnosticReport: FLAG,
    dropEnvironments: TEXTS,
  } satisfies SchemaOf<ErrorOptions, 'classify'>),
  environment: TEXT,
  environmentVariable: TEXT,
  context: closed({ name: TEXT, version: TEXT }, ['name', 'version']),
  tags: WORDS,
  agents: closed({ agents: TEXTS, tools: TEXTS, models: TEXTS }),
} satisfies SchemaOf<TelemetryOptions>;

/** The JSON Schema of a tool's file: the options of `defineTelemetry`, as far as they are data. */
export const TOOL_FILE_SCHEMA: Json = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A tool that records with overt',
  ...closed({ $schema: TEXT, ...OPTIONS }, ['tool', 'version', 'sinks']),
};

/** An object that has these keys and no others. */
function closed(properties: Json, required: readonly string[] = []): Json {
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties,
  };
}

function sink(kind: string, properties: Json): Json {
  return closed({ kind: { const: kind }, ...properties }, ['kind']);
}

function words(...values: readonly string[]): Json {
  return { enum: values };
}
