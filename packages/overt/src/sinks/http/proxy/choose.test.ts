import fc from 'fast-check';
// @ts-expect-error: it has no types.
import { getProxyForUrl } from 'proxy-from-env';
import { describe, expect, it } from 'vitest';
import { chooseProxy, type ProxyChoice } from './choose.ts';

const HTTPS = new URL('https://example.com/in');
const HTTP = new URL('http://example.com/in');

const theirProxy = getProxyForUrl as (url: string) => string;

/** The variables that the world has set. */
type Variables = Readonly<Record<string, string>>;

describe('the proxy of a URL', () => {
  it.each<[Variables, URL, string]>([
    [{}, HTTPS, 'direct'],
    [{ https_proxy: 'p' }, HTTPS, 'https_proxy p:80'],
    [{ HTTPS_PROXY: 'p' }, HTTPS, 'HTTPS_PROXY p:80'],
    [{ https_proxy: 'a', HTTPS_PROXY: 'b' }, HTTPS, 'https_proxy a:80'],
    [{ https_proxy: '', HTTPS_PROXY: 'b' }, HTTPS, 'HTTPS_PROXY b:80'],
    [{ https_proxy: ' ', HTTPS_PROXY: ' b ' }, HTTPS, 'HTTPS_PROXY b:80'],
    [{ https_proxy: 'a' }, HTTP, 'direct'],
    [{ http_proxy: 'a' }, HTTPS, 'direct'],
    [{ HTTP_PROXY: 'a' }, HTTP, 'HTTP_PROXY a:80'],
    [{ all_proxy: 'a' }, HTTP, 'all_proxy a:80'],
    [{ ALL_PROXY: 'a' }, HTTPS, 'ALL_PROXY a:80'],
    [{ ALL_PROXY: 'socks5://a', HTTPS_PROXY: 'b' }, HTTPS, 'HTTPS_PROXY b:80'],
    [{ HTTP_PROXY: 'a', REQUEST_METHOD: 'GET' }, HTTP, 'direct'],
    [{ HTTP_PROXY: 'a', http_proxy: 'b', REQUEST_METHOD: 'GET' }, HTTP, 'http_proxy b:80'],
    [{ HTTPS_PROXY: 'a', REQUEST_METHOD: 'GET' }, HTTPS, 'HTTPS_PROXY a:80'],
    [{ https_proxy: 'a', no_proxy: 'example.com' }, HTTPS, 'direct'],
    [{ https_proxy: 'a', NO_PROXY: 'example.com' }, HTTPS, 'direct'],
    [{ https_proxy: 'a', no_proxy: 'other.org', NO_PROXY: 'example.com' }, HTTPS, 'https_proxy a:80'],
    [{ https_proxy: 'a', no_proxy: '', NO_PROXY: 'example.com' }, HTTPS, 'direct'],
    [{ https_proxy: 'socks5://a' }, HTTPS, 'https_proxy proxy_unsupported'],
    [{ https_proxy: 'http://a:b' }, HTTPS, 'https_proxy proxy_malformed'],
    [{ https_proxy: 'socks5://a', no_proxy: 'example.com' }, HTTPS, 'direct'],
    [{ https_proxy: 'a' }, new URL('https://127.0.0.1/'), 'https_proxy a:80'],
  ])('%j, %s: %s', (env, url, choice) => expect(say(chooseProxy(env, url))).toBe(choice));

  it('is the one that proxy-from-env names, where the two mean the same', () => {
    const host = fc.constantFrom(
      'example.com',
      'a.example.com',
      'notexample.com',
      'localhost',
      '10.1.2.3',
      '[::1]',
    );
    const port = fc.constantFrom('', ':80', ':443', ':8080');
    const url = fc
      .tuple(fc.constantFrom('http', 'https'), host, port)
      .map(([scheme, ...at]) => `${scheme}://${at.join('')}/`);
    // It takes a bare name as that host alone, and `.example.com` as what is below it alone; curl, as we, as both.
    const place = fc.constantFrom(
      '.example.com',
      '*.example.com',
      'a.example.com',
      'localhost',
      '10.1.2.3',
      '[::1]',
      'b.org',
    );
    const list = fc
      .array(
        fc.tuple(place, port).map((entry) => entry.join('')),
        { maxLength: 3 },
      )
      .map((all) => all.join(','));
    const proxy = fc.constantFrom('', 'http://one:1', 'http://me:secret@two:2', 'https://three:3');
    const env = fc.record({
      http_proxy: proxy,
      HTTP_PROXY: proxy,
      https_proxy: proxy,
      HTTPS_PROXY: proxy,
      all_proxy: proxy,
      ALL_PROXY: proxy,
      no_proxy: fc.oneof(list, fc.constantFrom('', '*')),
      NO_PROXY: list,
    });
    fc.assert(
      fc.property(env, url, (env, url) => {
        fc.pre(new URL(url).hostname !== 'example.com');
        const theirs = withVariables(env, () => theirProxy(url));
        const ours = chooseProxy(env, new URL(url));
        expect(say(ours).replace(/^.* /, '')).toBe(theirs === '' ? 'direct' : new URL(theirs).host);
      }),
      { numRuns: 2000 },
    );
  });
});

function say(choice: ProxyChoice): string {
  if (choice.kind === 'direct') return 'direct';
  if (choice.kind === 'refused') return `${choice.variable} ${choice.reason}`;
  return `${choice.variable} ${choice.proxy.host}:${choice.proxy.port}`;
}

/** Only while `ask` runs, which is synchronous. */
function withVariables<Answer>(env: Variables, ask: () => Answer): Answer {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  try {
    Object.assign(process.env, env);
    return ask();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
