import { moduleSink, noop, OptionError, type SinkDescriptor, type SinkModule, type SinkOptions } from 'overt';
import { readEnvironment } from './environment.ts';
import { isHttpUrl, joinUrl, type Signal } from './place.ts';
import type { Protocol, SinkSettings, Target } from './settings.ts';

/** Options of `otlp`. */
export type OtlpOptions = SinkOptions & {
  /**
   * Where the receiver is: `/v1/logs` and `/v1/traces` are added to it. Empty or left out, as in a build from source: nothing
   * is sent.
   */
  readonly url?: string | undefined;
  /** The whole address for logs, where it is another one. */
  readonly logsUrl?: string | undefined;
  /** The whole address for spans, where it is another one. */
  readonly tracesUrl?: string | undefined;
  /** @default 'http/protobuf' */
  readonly protocol?: Protocol | undefined;
  /** Headers of each request. What is in them is in the tool, for everybody to read. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether bodies are packed.
   * @default true
   */
  readonly gzip?: boolean | undefined;
  /**
   * Whether each run is told of as a span, too.
   * @default false
   */
  readonly runs?: boolean | undefined;
  /**
   * Whether variables such as `OTEL_EXPORTER_OTLP_ENDPOINT` count for more than these options. They belong to the project in which
   * somebody works, or to whoever runs the tool: then it is they who say where the data goes.
   * @default false
   */
  readonly useEnvironment?: boolean | undefined;
  /** Attributes of the resource, over those that Overt knows, such as `service.namespace`. */
  readonly resource?: Readonly<Record<string, string | number | boolean>> | undefined;
};

/** As many as a run may have fields of its own (docs/wire-format.md). */
const MAX_RESOURCE = 64;

/** Checks the options. All else is in a file that only the courier loads. */
export function describe(given: OtlpOptions, module: SinkModule): SinkDescriptor {
  const options = isRecord(given.resource) ? { ...given, resource: whatIsGiven(given.resource) } : given;
  check(options);
  const { name, filter, deletion, resource, runs = false } = options;
  const logs = findTarget(options, 'logs');
  // Its user is told by the name that it goes nowhere.
  if (logs === undefined) return noop({ name: name ?? 'otlp:nowhere', filter, deletion });
  const traces = runs ? findTarget(options, 'traces') : undefined;
  const settings: SinkSettings = {
    url: logs.url,
    logs,
    ...(traces && { traces }),
    ...(resource && { resource }),
  };
  return moduleSink({
    name,
    filter,
    deletion,
    module,
    place: namePlace(logs.url, traces?.url),
    options: settings,
  });
}

/** By all hosts: users are to see where their data goes. */
function namePlace(logsUrl: string, tracesUrl = logsUrl): string {
  const { host, pathname } = new URL(logsUrl);
  const other = new URL(tracesUrl).host;
  return `otlp:${host}${pathname.replace(/(\/v1\/logs)?\/*$/, '')}${other === host ? '' : `+${other}`}`;
}

function findTarget(options: OtlpOptions, signal: Signal): Target | undefined {
  const { protocol = 'http/protobuf', headers = {}, gzip = true, useEnvironment = false } = options;
  const told = useEnvironment ? readEnvironment(signal, process.env) : {};
  const url = told.url ?? ownUrl(options, signal);
  if (url === undefined) return undefined;
  return {
    url,
    protocol: told.protocol ?? protocol,
    // What lets the author's tool in somewhere is not for anybody else.
    headers: { ...(told.url === undefined && lowerCase(headers)), ...told.headers },
    gzip: told.gzip ?? gzip,
    ...(told.timeoutMs !== undefined && { timeoutMs: told.timeoutMs }),
  };
}

function ownUrl({ url, logsUrl, tracesUrl }: OtlpOptions, signal: Signal): string | undefined {
  const whole = signal === 'logs' ? logsUrl : tracesUrl;
  if (whole) return whole;
  return url ? joinUrl(url, signal) : undefined;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function check({
  url,
  logsUrl,
  tracesUrl,
  protocol,
  headers = {},
  resource = {},
  ...flags
}: OtlpOptions): void {
  for (const [name, value] of Object.entries({ url, logsUrl, tracesUrl }))
    if (value !== undefined && value !== '' && !isHttpUrl(value)) throw wrong(name, 'an http or https URL');
  if (url && /\/v1\/(logs|traces)\/*(\?|$)/.test(url))
    throw wrong('url', 'without /v1/logs: `logsUrl` is whole');
  if (protocol !== undefined && protocol !== 'http/protobuf' && protocol !== 'http/json')
    throw wrong('protocol', 'http/protobuf or http/json');
  for (const name of ['gzip', 'runs', 'useEnvironment'] as const)
    if (typeof (flags[name] ?? true) !== 'boolean') throw wrong(name, 'true or false');
  if (!isRecord(headers) || !Object.entries(headers).every(isHeader))
    throw wrong('headers', 'names and printable values');
  if (
    !isRecord(resource) ||
    Object.keys(resource).length > MAX_RESOURCE ||
    !Object.entries(resource).every(isAttribute)
  )
    throw wrong('resource', `at most ${MAX_RESOURCE} names with a text, number or flag`);
}

/** An attribute that is undefined was not given. */
function whatIsGiven<Value>(attributes: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHeader([name, value]: [string, unknown]): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value);
}

function isAttribute([name, value]: [string, unknown]): boolean {
  return name !== '' && (Number.isFinite(value) || typeof value === 'string' || typeof value === 'boolean');
}

/** Without what was given: it may hold a key. */
function wrong(option: string, wanted: string): OptionError {
  return new OptionError(`Expected the \`${option}\` option of otlp() to be ${wanted}.`);
}
