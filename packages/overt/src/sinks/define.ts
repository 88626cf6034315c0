import { expected } from '../option-error.ts';
import { checkDeletion, type Deletion } from './deletion.ts';
import type { SinkDescriptor, SinkModule } from './descriptor.ts';
import { checkFilter, type SinkFilter } from './filter.ts';

/** What every sink may be given. */
export type SinkOptions = {
  /**
   * Tells this sink from the others, in the ledger and to the user.
   * @default its kind and its place, such as `http:telemetry.example.com/events`
   */
  readonly name?: string | undefined;
  /** Which events it gets. Without it, all of them. */
  readonly filter?: SinkFilter | undefined;
  /** How a user's data can be erased there. Without it, they are told that nobody can be asked from here. */
  readonly deletion?: Deletion | undefined;
};

/** Sends nothing anywhere: events stay on the machine, in the journal. */
export function noop(options: SinkOptions = {}): SinkDescriptor {
  return describe('noop', 'noop', [options, {}]);
}

/** Prints events, one JSON object a line. Works where the tool delivers from within: in mode `inline` or `background`. */
export function stdout(options: SinkOptions = {}): SinkDescriptor {
  return describe('stdout', 'stdout', [options, {}]);
}

/** Options of `file`. */
export type FileOptions = SinkOptions & {
  /** An absolute path. The folder must exist. */
  readonly path: string;
};

/** Appends events to a file, one JSON object a line. */
export function file(options: FileOptions): SinkDescriptor {
  const { path } = checkObject('file', options);
  if (typeof path !== 'string' || !/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path)) {
    throw expected('path', 'an absolute path', path);
  }
  return describe('file', `file:${path}`, [options, { path }]);
}

/** Options of `http`. */
export type HttpOptions = SinkOptions & {
  /** Where to POST. */
  readonly url: string;
  /**
   * `json`: one object with the events in a list. `ndjson`: one event a line.
   * @default 'json'
   */
  readonly format?: 'json' | 'ndjson';
  /**
   * Whether bodies are packed.
   * @default true
   */
  readonly gzip?: boolean;
  /** Headers of each request. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Posts events to any HTTP endpoint. Any 2xx means that it has them. */
export function http(options: HttpOptions): SinkDescriptor {
  const { url, format = 'json', gzip = true, headers = {} } = checkObject('http', options);
  const { host, pathname } = checkUrl(url);
  if (format !== 'json' && format !== 'ndjson') throw expected('format', 'json or ndjson', format);
  if (typeof gzip !== 'boolean') throw expected('gzip', 'true or false', gzip);
  return describe('http', `http:${host}${pathname}`, [
    options,
    { url, format, gzip, headers: checkHeaders(headers) },
  ]);
}

/** Options of `collector`. */
export type CollectorOptions = SinkOptions & {
  /** Where the collector is. */
  readonly url: string;
  /** The project's write key: it lets events in and nothing out, so it may be in a published tool. */
  readonly key: string;
};

/** Sends events to `@overt/collector`. */
export function collector(options: CollectorOptions): SinkDescriptor {
  const { url, key } = checkObject('collector', options);
  const { host } = checkUrl(url);
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw expected('key', 'a write key', key);
  return describe('collector', `collector:${host}`, [options, { url, key }]);
}

/** Options of `moduleSink`. */
export type ModuleSinkOptions = SinkOptions & {
  /** Where the code of the sink is: a file of CommonJS that exports `createSink`. Only the courier loads it. */
  readonly module: SinkModule;
  /** What it is called where it was given no name: the kind and the place, such as `sentry:sentry.example.com/1`. */
  readonly place: string;
  /** What `createSink` is told: plain data. Its `url` is what users are shown as the place. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
};

/** Makes a sink of code that lies in a file of its own, so that a run does not load it and a detached courier can. */
export function moduleSink(given: ModuleSinkOptions): SinkDescriptor {
  const { module, place, options = {} } = checkObject('moduleSink', given);
  return { ...describe('module', place, [given, options]), module };
}

function describe(
  kind: SinkDescriptor['kind'],
  place: string,
  [{ name = place, filter, deletion }, options]: [SinkOptions, SinkDescriptor['options']],
): SinkDescriptor {
  if (typeof name !== 'string' || name === '' || name.length > 200)
    throw expected('name', 'a short name', name);
  const sink: SinkDescriptor = { kind, name, options };
  const filtered = filter === undefined ? sink : { ...sink, filter: checkFilter(filter) };
  return deletion === undefined ? filtered : { ...filtered, deletion: checkDeletion(deletion) };
}

function checkObject<Options>(name: string, options: Options): Options {
  if (typeof options !== 'object' || options === null) throw expected(name, 'an object', options);
  return options;
}

function checkUrl(url: unknown): URL {
  try {
    const parsed = new URL(url as string);
    if (parsed.protocol === 'http:' || parsed.protocol === 'https:') return parsed;
  } catch {
    // Said below.
  }
  throw expected('url', 'an http or https URL', url);
}

function checkHeaders(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null) throw expected('headers', 'an object', headers);
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  return headers as Record<string, string>;
}

function checkHeader(name: string, value: unknown): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw expected('headers', 'keyed by header names', name);
  if (typeof value !== 'string' || /[^\t\x20-\x7e]/.test(value))
    throw expected(`headers["${name}"]`, 'printable', value);
}
