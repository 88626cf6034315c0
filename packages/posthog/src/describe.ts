import { moduleSink, noop, OptionError, type SinkDescriptor, type SinkModule, type SinkOptions } from 'overt';
import type { SinkSettings } from './settings.ts';

/** Options of `posthog`. */
export type PosthogOptions = SinkOptions & {
  /**
   * The key of the project, which lets events in and nothing out. Empty or left out, as in a build from source: nothing is
   * sent. It is never taken from a variable.
   */
  readonly key?: string | undefined;
  /**
   * Where PostHog keeps the project.
   * @default 'us'
   */
  readonly region?: 'us' | 'eu' | undefined;
  /** The address of a PostHog of your own, or of a server that hands on what it is sent. Empty: nothing is sent. */
  readonly host?: string | undefined;
};

const REGIONS = { us: 'https://us.i.posthog.com', eu: 'https://eu.i.posthog.com' } as const;
/** What PostHog takes for the key of a project. */
const KEY = /^[\w-]{1,64}$/;
/** Keys of persons and of services, which open more than a project's door. */
const PRIVATE_KEY = /^ph[abd-z]_/;

/** Checks the options. All else is in a file that only the courier loads. */
export function describe(options: PosthogOptions, module: SinkModule): SinkDescriptor {
  const { key = '', region, host, ...common } = options;
  // Its user is told by the name that it goes nowhere.
  if (key === '' || host === '') return noop({ ...common, name: common.name ?? 'posthog:nowhere' });
  if (typeof key !== 'string' || !KEY.test(key)) throw wrong('key', 'the key of a project, as in phc_…');
  if (PRIVATE_KEY.test(key)) throw wrong('key', 'the key of a project (phc_…), and no private one');
  if (region !== undefined && !Object.hasOwn(REGIONS, region)) throw wrong('region', 'us or eu');
  if (host !== undefined && region !== undefined) throw wrong('region', 'left out where there is a host');
  const base = checkHost(host ?? REGIONS[region ?? 'us']);
  const settings: SinkSettings = { url: `${base.origin}${base.pathname}batch/`, key };
  const place = `posthog:${base.host}${base.pathname.slice(0, -1)}`;
  return moduleSink({ ...common, module, place, options: settings });
}

/** With one slash at its end, whether it had one or not. */
function checkHost(host: unknown): URL {
  const url = typeof host === 'string' && URL.canParse(host) ? new URL(host) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '';
  if (!isPlain || url.search + url.hash !== '')
    throw wrong('host', 'an http or https URL without user, query and fragment');
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/`;
  return url;
}

/** Without what was given: it may be a key. */
function wrong(option: string, wanted: string): OptionError {
  return new OptionError(`Expected the \`${option}\` option of posthog() to be ${wanted}.`);
}
