import { givenEntries } from '../given-entries.ts';
import { expected } from '../option-error.ts';
import { checkDeletion, type Deletion } from './deletion.ts';
import type { SinkDescriptor, SinkModule } from './descriptor.ts';
import { checkFilter, type SinkFilter } from './filter.ts';
import { checkTemplate, type Template } from './template/check.ts';

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
  /**
   * How large it may grow, in bytes. Before it would, it is renamed to `<path>.1`, in place of the one before.
   * @default 67108864 (64 MiB)
   */
  readonly maxBytes?: number | undefined;
  /** What is written of an event, with placeholders (docs/sinks.md). Without it, all of it. */
  readonly event?: Template | undefined;
};

/** Large enough for a million events, and not what fills a disk: there are never more than two such files. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Appends events to a file, one JSON object a line. */
export function file(options: FileOptions): SinkDescriptor {
  const { path, maxBytes = MAX_FILE_BYTES, event } = checkObject('file', options);
  if (typeof path !== 'string' || !/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path)) {
    throw expected('path', 'an absolute path', path);
  }
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1)
    throw expected('maxBytes', 'a number of bytes', maxBytes);
  checkTemplate('event', event);
  return describe('file', `file:${path}`, [options, { path, maxBytes, event }]);
}

/** Options of `http`. */
export type HttpOptions = SinkOptions & {
  /** Where to POST. Undefined or empty, as in a build from source, nothing is sent: see docs/build-time-keys.md. */
  readonly url: string | undefined;
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
  /** Headers of each request. Where the value of one is undefined or empty, nothing is sent, as without a `url`. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /**
   * What a request looks like, with placeholders (docs/sinks.md). Without `{events}` in it, each event is a request.
   * @default { batch: '{batch}', sentAt: '{sentAt}', events: '{events}' }
   */
  readonly body?: Template | undefined;
  /** What an event looks like in `{events}`, or on its line. Without it, all of it is sent. */
  readonly event?: Template | undefined;
  /**
   * Whether each event is a request of its own.
   * @default 'batch'
   */
  readonly per?: 'batch' | 'event' | undefined;
  /** The headers of an answer that ask for less: the share of runs (0 to 1), and the time between two deliveries (`60`, `1m30s`). */
  readonly lowering?: { readonly sampleRate?: string; readonly interval?: string } | undefined;
};

/** Posts events to any HTTP endpoint. Any 2xx means that it has them. */
export function http(options: HttpOptions): SinkDescriptor {
  const { url, format = 'json', gzip = true, headers = {}, ...shape } = checkObject('http', options);
  const { body, event, per = 'batch', lowering = {} } = shape;
  if (isMissing([url, ...Object.values(checkObject('headers', headers))])) return nowhere('http', options);
  const { host, pathname } = checkUrl(url);
  if (format !== 'json' && format !== 'ndjson') throw expected('format', 'json or ndjson', format);
  if (typeof gzip !== 'boolean') throw expected('gzip', 'true or false', gzip);
  if (per !== 'batch' && per !== 'event') throw expected('per', 'batch or event', per);
  if (body !== undefined && format === 'ndjson') throw expected('body', 'left out of ndjson', body);
  if (body !== undefined) checkTemplate('body', body);
  if (event !== undefined) checkTemplate('event', event);
  if (givenEntries(checkObject('lowering', lowering))?.some(([, name]) => typeof name !== 'string'))
    throw expected('lowering', 'made of names of headers', lowering);
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  return describe('http', `http:${host}${pathname}`, [
    options,
    { url, format, gzip, headers, body, event, per, lowering },
  ]);
}

/** Options of `collector`. */
export type CollectorOptions = SinkOptions & {
  /** Where the collector is. Undefined or empty, as in a build from source, nothing is sent: see docs/build-time-keys.md. */
  readonly url: string | undefined;
  /** The project's write key: it lets events in and nothing out, so it may be in a published tool. Without it, nothing is sent. */
  readonly key: string | undefined;
};

/** Sends events to `@overt/collector`. */
export function collector(options: CollectorOptions): SinkDescriptor {
  const { url, key } = checkObject('collector', options);
  if (isMissing([url, key])) return nowhere('collector', options);
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

/** The build of somebody who has no keys. */
function isMissing(values: readonly unknown[]): boolean {
  return values.some((value) => value === undefined || value === '');
}

/** Takes everything and sends nothing. Its user is told by the name; what could be asked to erase has had nothing. */
function nowhere(kind: string, { name, filter }: SinkOptions): SinkDescriptor {
  return describe('noop', `${kind}:nowhere`, [{ name, filter }, {}]);
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

function checkHeader(name: string, value: unknown): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw expected('headers', 'keyed by header names', name);
  if (typeof value !== 'string' || /[^\t\x20-\x7e]/.test(value))
    throw expected(`headers["${name}"]`, 'printable', value);
}
