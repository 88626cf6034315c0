/**
 * The one table of what our fields are called in OpenTelemetry: semantic conventions 1.45.0 (those of GenAI as they were last in
 * them). A test holds each name against the published list.
 *
 * What has no name there: of the resource `overt.<name>` in snake case, of an event `overt.prop.<name>` as its author wrote it. So a
 * name of ours never is taken for one of theirs, two of ours never become one, and a field is found under the name that the tool's
 * documents and `telemetry show` use.
 */
export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.45.0';

/** By the field of our resource. */
export const RESOURCE: Readonly<Record<string, string>> = {
  tool: 'service.name',
  version: 'service.version',
  environment: 'deployment.environment.name',
  install: 'app.installation.id',
  os: 'os.type',
  osVersion: 'os.version',
  arch: 'host.arch',
  runtime: 'process.runtime.name',
  runtimeVersion: 'process.runtime.version',
};

/** Values that have other names there, by the field of our resource. */
export const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  os: { win32: 'windows', sunos: 'solaris' },
  arch: { x64: 'amd64', ia32: 'x86', arm: 'arm32', ppc: 'ppc32' },
  runtime: { node: 'nodejs' },
};

/** By the name of our event. A session is another thing there: that of a person who uses a program, with an id of its own. */
export const EVENTS: Readonly<Record<string, string>> = {
  crash: 'app.crash',
  error: 'exception',
  'session.start': 'overt.session.start',
  'session.turn': 'overt.session.turn',
  'session.error': 'overt.session.error',
  'session.end': 'overt.session.end',
};

/** Each event of an agent's session says of which, and of which agent. */
const SESSION = { session: 'gen_ai.conversation.id', agent: 'gen_ai.agent.name' } as const;

/** By the name of our event and of its property. Events that an author declares are not among these: they may mean others. */
export const PROPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  crash: { errorClass: 'error.type', reference: 'app.crash.id', stack: 'exception.stacktrace' },
  error: { errorClass: 'error.type', exitCode: 'process.exit.code', stack: 'exception.stacktrace' },
  'command.abandoned': { stack: 'exception.stacktrace' },
  'command.invocation': { exitCode: 'process.exit.code' },
  'command.error': { errorClass: 'error.type', exitCode: 'process.exit.code' },
  'daemon.start_failure': { errorKind: 'error.type' },
  'session.start': { ...SESSION, model: 'gen_ai.request.model' },
  'session.turn': {
    ...SESSION,
    model: 'gen_ai.request.model',
    firstTokenMs: 'gen_ai.response.time_to_first_chunk',
  },
  'tool.call': { ...SESSION, tool: 'gen_ai.tool.name', errorKind: 'error.type' },
  'token.usage': {
    ...SESSION,
    model: 'gen_ai.request.model',
    inputTokens: 'gen_ai.usage.input_tokens',
    outputTokens: 'gen_ai.usage.output_tokens',
    cacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
    cacheWriteTokens: 'gen_ai.usage.cache_creation.input_tokens',
    reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  },
  'session.error': { ...SESSION, errorKind: 'error.type' },
  // Its totals keep our names: whoever adds up `gen_ai.usage.*` would count what `token.usage` has told twice.
  'session.end': SESSION,
};

/** Times that are counted in seconds there. */
export const IN_SECONDS: readonly string[] = ['gen_ai.response.time_to_first_chunk'];

/** What is true of all events of a name. */
export const CONSTANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'session.start': { 'gen_ai.operation.name': 'invoke_agent' },
  'session.turn': { 'gen_ai.operation.name': 'chat' },
  'tool.call': { 'gen_ai.operation.name': 'execute_tool' },
  'token.usage': { 'gen_ai.operation.name': 'chat' },
  'session.end': { 'gen_ai.operation.name': 'invoke_agent' },
};

/** What is of no single field. */
export const NAMES = {
  /** The id of an event: a receiver may take two log records that have the same for one. */
  uid: 'log.record.uid',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
  sdkName: 'telemetry.sdk.name',
  sdkVersion: 'telemetry.sdk.version',
  sdkLanguage: 'telemetry.sdk.language',
  executable: 'process.executable.name',
  exitCode: 'process.exit.code',
  errorType: 'error.type',
} as const;

/** What only we have. */
export const OWN = {
  run: 'overt.run.id',
  parent: 'overt.run.parent_id',
  level: 'overt.level',
  sampleRate: 'overt.sample_rate',
  status: 'overt.run.status',
  errors: 'overt.run.errors',
} as const;

export function nameResourceField(field: string): string {
  const tag = 'tag.';
  if (field.startsWith(tag)) return `overt.${field}`;
  return RESOURCE[field] ?? `overt.${field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

export function nameProp(event: string, prop: string): string {
  return PROPS[event]?.[prop] ?? `overt.prop.${prop}`;
}
