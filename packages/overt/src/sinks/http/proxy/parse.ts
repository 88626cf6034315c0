import { loginOf } from './login.ts';

/** A proxy that speaks HTTP. */
export type Proxy = {
  /** Whether it is spoken to over TLS. */
  readonly secure: boolean;
  /** Its canonical host: IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
  /** The header that lets us in: a secret. */
  readonly login: string | undefined;
};

/** Why no proxy can be made of what a variable says. */
export type NoProxy = 'proxy_malformed' | 'proxy_unsupported';

/** Reads what a variable says of a proxy: a URL, or without its scheme as `user:password@host:port`. */
export function parseProxy(text: string): Proxy | NoProxy {
  const [, scheme] = /^([a-z][a-z\d+.-]*):\/\//i.exec(text) ?? [];
  const kind = scheme?.toLowerCase() ?? 'http';
  // SOCKS is another protocol, with ways of its own to leak names: nobody is sent past it, and nobody through it.
  if (kind !== 'http' && kind !== 'https') return 'proxy_unsupported';
  const address = scheme === undefined ? `http://${text}` : text;
  if (!URL.canParse(address)) return 'proxy_malformed';
  const url = new URL(address);
  // A password with `/`, `?` or `#` in it, not escaped: what looks like the host is a part of the login.
  if (/@/.test(url.pathname + url.search + url.hash)) return 'proxy_malformed';
  const secure = kind === 'https';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return port === 0 ? 'proxy_malformed' : { secure, host: url.hostname, port, login: loginOf(url) };
}

/** How a person is told of a proxy: never with its login. */
export function describeProxy({ host, port }: Proxy): string {
  return `${host}:${port}`;
}
