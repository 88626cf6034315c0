import { moduleSink, noop, OptionError, type SinkDescriptor, type SinkModule, type SinkOptions } from 'overt';
import { makeTag } from './log/tags.ts';
import type { SinkSettings } from './settings.ts';
import { SITES, type Site } from './sites.ts';

/** Options of `datadog`. */
export type DatadogOptions = SinkOptions & {
  /**
   * An API key, or a client token. It can send and not read, but whoever has the tool can take it out: give the tool one of its own.
   * Empty or left out, as in a build from source: nothing is sent. It is never taken from a variable.
   */
  readonly key?: string | undefined;
  /**
   * Where Datadog keeps your data.
   * @default 'datadoghq.com'
   */
  readonly site?: Site | undefined;
  /** Where to POST instead: a server of yours that hands on what it is sent. Empty: nothing is sent. */
  readonly url?: string | undefined;
  /**
   * The service.
   * @default the name of the tool
   */
  readonly service?: string | undefined;
  /**
   * What Datadog takes the logs for: by it, it knows how to read stacks.
   * @default 'nodejs'
   */
  readonly source?: string | undefined;
  /** Tags of each log, besides `env`, `version` and those of the tool and the system. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
};

const KEY = /^(?:pub)?[\da-f]{32}$/i;
const NAME = /^[\w.:/-]{1,100}$/;

/** Checks the options. All else is in a file that only the courier loads. */
export function describe(options: DatadogOptions, module: SinkModule): SinkDescriptor {
  const { key = '', site, url, service, source = 'nodejs', tags = {}, ...common } = options;
  // Its user is told by the name that it goes nowhere.
  if (key === '' || url === '') return noop({ ...common, name: common.name ?? 'datadog:nowhere' });
  if (typeof key !== 'string' || !KEY.test(key)) throw wrong('key', 'an API key or a client token');
  if (site !== undefined && !SITES.includes(site)) throw wrong('site', `one of ${SITES.join(', ')}`);
  if (url !== undefined && site !== undefined) throw wrong('site', 'left out where there is a url');
  if (service !== undefined && !isName(service)) throw wrong('service', 'a short name');
  if (!isName(source)) throw wrong('source', 'a short name');
  const place = checkUrl(url ?? `https://http-intake.logs.${site ?? SITES[0]}/api/v2/logs`);
  const settings: SinkSettings = {
    url: place.href,
    key,
    ...(service !== undefined && { service }),
    source,
    tags: checkTags(tags),
  };
  const name = url === undefined ? (site ?? SITES[0]) : `${place.host}${place.pathname}`;
  return moduleSink({ ...common, module, place: `datadog:${name}`, options: settings });
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && NAME.test(value);
}

function checkUrl(text: unknown): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '';
  if (!isPlain || url.hash !== '') throw wrong('url', 'an http or https URL without user and fragment');
  return url;
}

function checkTags(tags: unknown): readonly string[] {
  if (typeof tags !== 'object' || tags === null) throw wrong('tags', 'an object of short texts');
  const given = Object.entries(tags).filter(([, value]) => value !== undefined);
  return given.map(([key, value]) => {
    const tag = typeof value === 'string' ? makeTag(key, value) : undefined;
    if (tag === undefined) throw wrong('tags', 'an object of short texts, by keys that begin with a letter');
    return tag;
  });
}

/** Without what was given: it may be a key. */
function wrong(option: string, wanted: string): OptionError {
  return new OptionError(`Expected the \`${option}\` option of datadog() to be ${wanted}.`);
}
