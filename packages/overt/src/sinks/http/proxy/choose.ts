import type { Env } from '../../../platform/platform.ts';
import { isExempt } from './exempt.ts';
import { parseProxy, type NoProxy, type Proxy } from './parse.ts';

/** How a URL is reached. */
export type ProxyChoice =
  | { readonly kind: 'direct' }
  /** `variable`: which one says so. */
  | { readonly kind: 'proxy'; readonly variable: string; readonly proxy: Proxy }
  /** A variable names a proxy that cannot be used. Nobody is sent past it: it may be the only way that is allowed. */
  | { readonly kind: 'refused'; readonly variable: string; readonly reason: NoProxy };

/**
 * Which proxy stands before a URL, as curl reads the variables: those in small letters first, those of the scheme before
 * ALL_PROXY, and an empty one counts as none. No host is exempt that NO_PROXY does not name, also not this one.
 */
export function chooseProxy(env: Env, url: URL): ProxyChoice {
  const variable = variablesFor(env, url).find((name) => read(env, name) !== '');
  if (variable === undefined || isExempt(read(env, 'no_proxy') || read(env, 'NO_PROXY'), url))
    return { kind: 'direct' };
  const proxy = parseProxy(read(env, variable));
  return typeof proxy === 'string'
    ? { kind: 'refused', variable, reason: proxy }
    : { kind: 'proxy', variable, proxy };
}

function variablesFor(env: Env, { protocol }: URL): string[] {
  const all = ['all_proxy', 'ALL_PROXY'];
  if (protocol === 'https:') return ['https_proxy', 'HTTPS_PROXY', ...all];
  // In a CGI program, whoever sends a header `Proxy` decides what HTTP_PROXY says (httpoxy, CVE-2016-5385).
  const isCgi = read(env, 'REQUEST_METHOD') !== '';
  return isCgi ? ['http_proxy', ...all] : ['http_proxy', 'HTTP_PROXY', ...all];
}

function read(env: Env, name: string): string {
  return env[name]?.trim() ?? '';
}
