import { moduleSink, noop, OptionError, type SinkDescriptor, type SinkModule, type SinkOptions } from 'overt';
import type { SinkSettings } from './settings.ts';

/** Options of `sentry`. */
export type SentryOptions = SinkOptions & {
  /**
   * The DSN of the project, of Sentry or of a server that speaks as it does. Empty or left out, as in a build from
   * source: nothing is sent. It is never taken from a variable.
   */
  readonly dsn?: string | undefined;
  /** Where to POST instead: a server of yours that hands on what it is sent. */
  readonly tunnel?: string | undefined;
  /**
   * The release, in which `{tool}` and `{version}` stand for those of the run.
   * @default '{tool}@{version}'
   */
  readonly release?: string | undefined;
  /**
   * Whether Sentry is told of runs, from which it makes crash-free rates. They are right only if it is told of each run.
   * @default true, with a `filter` that leaves something out false
   */
  readonly sessions?: boolean | undefined;
};

/** Scheme, key, (a secret of the past, which is left out,) host with port, path in front of the project, project. */
const DSN =
  /^(https?:\/\/)(\w+)(?::\w*)?@([\w.-]+(?::\d+)?|\[[\da-fA-F:]+\](?::\d+)?)((?:\/[\w.~-]+)*)\/(\d+)\/?$/;

/** Checks the options. All else is in a file that only the courier loads. */
export function describe(options: SentryOptions, module: SinkModule): SinkDescriptor {
  const { dsn = '', tunnel, release = '{tool}@{version}', ...others } = options;
  const { sessions = isWhole(options.filter), ...common } = others;
  // Its user is told by the name that it goes nowhere.
  if (dsn === '') return noop({ ...common, name: common.name ?? 'sentry:nowhere' });
  const parts = DSN.exec(dsn);
  if (parts === null) throw wrong('dsn', 'https://<key>@<host>/<project>');
  const [, scheme = '', key = '', host = '', path = '', project = ''] = parts;
  if (tunnel !== undefined && !(URL.canParse(tunnel) && /^https?:/.test(tunnel)))
    throw wrong('tunnel', 'an http or https URL');
  if (typeof release !== 'string' || !/^[^\s/\\]{1,200}$/.test(release))
    throw wrong('release', 'without blanks and slashes');
  if (typeof sessions !== 'boolean') throw wrong('sessions', 'true or false');
  const place = `${host}${path}/${project}`;
  const settings: SinkSettings = {
    // What the user is shown as the place.
    url: tunnel ?? `${scheme}${place}`,
    dsn: `${scheme}${key}@${place}`,
    ...(tunnel !== undefined && { tunnel }),
    release,
    sessions,
  };
  return moduleSink({ ...common, module, place: `sentry:${place}`, options: settings });
}

/**
 * Whether all events come through. Runs that went well are told of by events that a filter leaves out, and those that failed by
 * their errors, which it does not: of such a part, every rate would be too low, and a session cannot say for how many it stands.
 */
function isWhole(filter: SentryOptions['filter']): boolean {
  const { level = 'full', only, except = [], sample = 1 } = filter ?? {};
  return level === 'full' && only === undefined && except.length === 0 && sample === 1;
}

/** Without what was given: it may hold a key. */
function wrong(option: string, wanted: string): OptionError {
  return new OptionError(`Expected the \`${option}\` option of sentry() to be ${wanted}.`);
}
