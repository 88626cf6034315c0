import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test as base } from 'vitest';
import { createNodePlatform } from '../../src/platform/node.ts';
import type { Builtins, Platform } from '../../src/platform/platform.ts';
import { createHttpTransport, type HttpOutcome } from '../../src/sinks/http/transport.ts';
import { makeCertificates, whyNoCertificates, type Certificate } from '../harness/certificates.ts';
import {
  startFaultProxy,
  type FaultProxy,
  type ProxyFault,
  type ProxyOptions,
} from '../harness/fault-proxy.ts';
import { startFaultServer, type Answer, type FaultServer, type Received } from '../harness/fault-server.ts';
import { waitFor } from '../harness/wait-for.ts';

const whyNot = whyNoCertificates();
const root = mkdtempSync(join(tmpdir(), 'overt-network-'));
const known = whyNot === undefined ? makeCertificates(root) : undefined;
afterAll(() => rmSync(root, { recursive: true }));

const TIMEOUT_MS = 400;
const LOGIN = 'me:p@ss/w:rd';
const PROXY_LOGIN = 'me:p%40ss%2Fw%3Ard';
/** More than a proxy lets through that dies halfway. */
const BODY = Buffer.alloc(64 * 1024, 'x');

type World = {
  readonly certificates: NonNullable<typeof known>;
  readonly server: (tls?: Certificate, answer?: Answer) => Promise<FaultServer & { received: Received[] }>;
  readonly proxy: (options?: ProxyOptions) => Promise<FaultProxy>;
};

/** A test with servers and proxies that end with it. */
const test = base.extend<{ world: World }>({
  world: async ({ task }, use) => {
    if (known === undefined) return task.context.skip(`No certificates: ${whyNot}.`);
    const open: { close: () => Promise<void> }[] = [];
    const keep = <Opened extends { close: () => Promise<void> }>(opened: Opened): Opened => {
      open.push(opened);
      return opened;
    };
    await use({
      certificates: known,
      server: async (tls, answer = { status: 200, body: 'yes' }) => {
        const received: Received[] = [];
        const backend = async (request: Received): Promise<Answer> => {
          received.push(request);
          return answer;
        };
        return Object.assign(keep(await startFaultServer(backend, tls)), { received });
      },
      proxy: async (options) => keep(await startFaultProxy(options)),
    });
    for (const one of open) await one.close();
  },
});

type Variables = Readonly<Record<string, string>>;

/** Nobody trusts our authority; here, as if NODE_EXTRA_CA_CERTS had named it when this process began. */
function platformWith(env: Variables, extraCa?: string): Platform {
  const node = createNodePlatform();
  const tls = node.builtin('node:tls');
  const trusting = { ...tls, connect: (options: object) => tls.connect({ ...options, ca: extraCa }) };
  const builtin = <Name extends keyof Builtins>(name: Name): Builtins[Name] =>
    (name === 'node:tls' && extraCa !== undefined ? trusting : node.builtin(name)) as Builtins[Name];
  return { ...node, env, builtin };
}

function post(
  url: string,
  env: Variables = {},
  { ca, signal = new AbortController().signal }: { ca?: string | undefined; signal?: AbortSignal } = {},
): Promise<HttpOutcome> {
  const headers = { 'content-type': 'text/plain' };
  return createHttpTransport(platformWith(env, ca), TIMEOUT_MS)({ url, headers, body: BODY }, signal);
}

const failure = (reason: string, unsent = false): HttpOutcome => ({
  kind: 'failure',
  reason,
  ...(unsent && { unsent: true as const }),
});

describe('a request through a proxy', () => {
  test.for([
    { proxy: 'http', target: 'http' },
    { proxy: 'http', target: 'https' },
    { proxy: 'https', target: 'http' },
    { proxy: 'https', target: 'https' },
  ])('$proxy, to $target', async (kinds, { world }) => {
    const { ca, good } = world.certificates;
    const server = await world.server(kinds.target === 'https' ? good : undefined);
    const proxy = await world.proxy({ login: LOGIN, ...(kinds.proxy === 'https' && { tls: good }) });
    const env = { [`${kinds.target}_proxy`]: `${kinds.proxy}://${PROXY_LOGIN}@${proxy.host}` };
    const { host } = new URL(server.url);
    expect(await post(`${server.url}/in?a=b`, env, { ca })).toMatchObject({
      kind: 'answer',
      status: 200,
      body: 'yes',
    });
    expect(proxy.asked.map(({ method, target }) => `${method} ${target}`)).toEqual([
      kinds.target === 'https' ? `CONNECT ${host}` : `POST ${server.url}/in?a=b`,
    ]);
    const [request, ...more] = server.received;
    expect(more).toEqual([]);
    expect(request?.path).toBe('/in?a=b');
    expect(request?.body.equals(BODY)).toBe(true);
    expect(request?.headers).toMatchObject({ host, 'content-length': String(BODY.length) });
    expect(JSON.stringify(request?.headers)).not.toContain('proxy-auth');
    await waitFor('the connections to end', () => proxy.open() === 0);
  });

  test('what a tunnel is asked for says nothing of what goes through it', async ({ world }) => {
    const { ca, good } = world.certificates;
    const [server, proxy] = [await world.server(good), await world.proxy()];
    await post(`${server.url}/in`, { https_proxy: proxy.host }, { ca });
    const { host } = new URL(server.url);
    const headers = { connection: 'close', host };
    expect(proxy.asked).toEqual([{ method: 'CONNECT', target: host, headers }]);
  });

  test('NO_PROXY: it goes there itself', async ({ world }) => {
    const [server, proxy] = [await world.server(), await world.proxy()];
    const env = { http_proxy: `http://${proxy.host}`, no_proxy: '127.0.0.0/8' };
    expect(await post(server.url, env)).toMatchObject({ status: 200 });
    expect(proxy.asked).toEqual([]);
  });

  test('the login of the URL goes to the server, that of the proxy to the proxy', async ({ world }) => {
    const [server, proxy] = [await world.server(), await world.proxy({ login: 'pat:q' })];
    const env = { http_proxy: `http://pat:q@${proxy.host}` };
    expect(await post(server.url.replace('//', '//me:secret@'), env)).toMatchObject({ status: 200 });
    expect(server.received[0]?.headers.authorization).toBe(`Basic ${btoa('me:secret')}`);
    expect(proxy.asked[0]?.target).toBe(`${server.url}/`);
  });

  test.for([
    ['socks5://127.0.0.1:1080', 'proxy_unsupported'],
    ['http://127.0.0.1:no', 'proxy_malformed'],
  ] as const)('%s: nothing is sent past it', async ([variable, reason], { world }) => {
    const server = await world.server();
    expect(await post(server.url, { ALL_PROXY: variable })).toEqual(failure(reason, true));
    expect(server.requests()).toBe(0);
  });
});

/** What comes of it, and whether the request cannot have left. */
type Row = { readonly fault: ProxyFault; readonly outcome: HttpOutcome };

describe('a tunnel that does not come about', () => {
  test.for<Row>([
    { fault: 407, outcome: failure('proxy_status_407', true) },
    { fault: 403, outcome: failure('proxy_status_403', true) },
    { fault: 502, outcome: failure('proxy_status_502', true) },
    { fault: 302, outcome: failure('proxy_status_302', true) },
    { fault: 'silent', outcome: failure('proxy_timeout', true) },
    { fault: 'garbage', outcome: failure('proxy_HPE_INVALID_CONSTANT', true) },
    { fault: 'hangs-up', outcome: failure('proxy_ECONNRESET', true) },
    { fault: 'chatty', outcome: failure('proxy_garbage_answer', true) },
    { fault: 'dies-at-once', outcome: failure('ECONNRESET', true) },
    { fault: 'stalls', outcome: failure('timeout', true) },
    { fault: 'dies-halfway', outcome: failure('ECONNRESET') },
  ])('$fault', async ({ fault, outcome }, { world }) => {
    const { ca, good } = world.certificates;
    const [server, proxy] = [await world.server(good), await world.proxy()];
    proxy.setFault(fault);
    const env = { https_proxy: `http://${proxy.host}` };
    expect(await post(server.url, env, { ca })).toEqual(outcome);
    expect(server.received).toEqual([]);
    await waitFor('the connections to end', () => proxy.open() === 0);
    proxy.setFault('none');
    expect(await post(server.url, env, { ca })).toMatchObject({ status: 200 });
  });

  test.for([
    ['http://127.0.0.1:1', /^proxy_ECONNREFUSED$/],
    ['http://no-such-host.invalid', /^proxy_(ENOTFOUND|EAI_AGAIN)$/],
  ] as const)('%s', async ([https_proxy, reason]) => {
    const outcome = await post('https://127.0.0.1:1/', { https_proxy });
    expect(outcome).toMatchObject({ kind: 'failure', unsent: true });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(reason));
  });

  test('a proxy whose certificate is not trusted', async ({ world }) => {
    const { good, selfSigned } = world.certificates;
    const [server, proxy] = [await world.server(good), await world.proxy({ tls: selfSigned })];
    const outcome = await post(server.url, { https_proxy: `https://${proxy.host}` });
    expect(outcome).toEqual(failure('proxy_DEPTH_ZERO_SELF_SIGNED_CERT', true));
    expect(proxy.asked).toEqual([]);
  });
});

describe('a proxy that hands on plain HTTP', () => {
  test.for<{ fault: ProxyFault; outcome: object }>([
    { fault: 407, outcome: failure('proxy_status_407') },
    { fault: 403, outcome: failure('proxy_status_403') },
    { fault: 401, outcome: failure('proxy_status_401') },
    { fault: 404, outcome: { kind: 'answer', status: 404 } },
    // This may as well be the receiver's, and drops nothing.
    { fault: 502, outcome: { kind: 'answer', status: 502 } },
    { fault: 'silent', outcome: failure('timeout') },
    { fault: 'garbage', outcome: failure('HPE_INVALID_CONSTANT') },
    {
      fault: 'hangs-up',
      outcome: { kind: 'failure', reason: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) as string },
    },
    {
      fault: 'dies-halfway',
      outcome: { kind: 'failure', reason: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) as string },
    },
  ])('$fault', async ({ fault, outcome }, { world }) => {
    const [server, proxy] = [await world.server(), await world.proxy()];
    proxy.setFault(fault);
    const got = await post(server.url, { http_proxy: `http://${proxy.host}` });
    expect(got).toMatchObject(outcome);
    expect('unsent' in got).toBe(false);
    expect(server.received).toEqual([]);
    await waitFor('the connections to end', () => proxy.open() === 0);
  });

  test('403 without a proxy is the answer of the receiver', async ({ world }) => {
    const server = await world.server(undefined, { status: 403, body: '' });
    expect(await post(server.url)).toMatchObject({ kind: 'answer', status: 403 });
  });

  test('403 in a tunnel is the answer of the receiver', async ({ world }) => {
    const { ca, good } = world.certificates;
    const [server, proxy] = [await world.server(good, { status: 403, body: '' }), await world.proxy()];
    const outcome = await post(server.url, { https_proxy: `http://${proxy.host}` }, { ca });
    expect(outcome).toMatchObject({ kind: 'answer', status: 403 });
  });
});

describe('TLS', () => {
  test.for([
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['otherHost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('%s: refused, directly and through a proxy', async ([name, reason], { world }) => {
    const { ca } = world.certificates;
    const [server, proxy] = [await world.server(world.certificates[name]), await world.proxy()];
    for (const env of [{}, { https_proxy: `http://${proxy.host}` }])
      expect(await post(server.url, env, { ca })).toEqual(failure(reason, true));
    expect(server.requests()).toBe(0);
  });

  test('an authority that nobody knows: refused', async ({ world }) => {
    const server = await world.server(world.certificates.good);
    expect(await post(server.url)).toEqual(failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE', true));
  });

  test.for(['127.0.0.1', 'localhost'])('a certificate for %s', async (name, { world }) => {
    const { ca, good } = world.certificates;
    const server = await world.server(good);
    const url = server.url.replace('127.0.0.1', name);
    expect(await post(url, {}, { ca })).toMatchObject({ status: 200 });
  });

  test('a server that speaks no TLS', async ({ world }) => {
    const server = await world.server();
    const outcome = await post(server.url.replace('http:', 'https:'));
    expect(outcome).toMatchObject({
      kind: 'failure',
      reason: expect.stringMatching(/EPROTO|SSL/) as string,
      unsent: true,
    });
  });
});

describe('a request that is given up', () => {
  test.for<{ fault: ProxyFault; unsent: boolean; scheme: 'http' | 'https' }>([
    { fault: 'silent', unsent: true, scheme: 'https' },
    { fault: 'stalls', unsent: true, scheme: 'https' },
    { fault: 'silent', unsent: false, scheme: 'http' },
  ])('$scheme, while the proxy is $fault: $unsent', async ({ fault, unsent, scheme }, { world }) => {
    const server = await world.server(scheme === 'https' ? world.certificates.good : undefined);
    const proxy = await world.proxy();
    proxy.setFault(fault);
    const stop = new AbortController();
    const done = post(server.url, { [`${scheme}_proxy`]: proxy.host }, { signal: stop.signal });
    await waitFor('the proxy to be asked', () => proxy.asked.length === 1);
    stop.abort();
    expect(await done).toEqual(failure('aborted', unsent));
    await waitFor('the connections to end', () => proxy.open() === 0);
  });

  test('before it began', async ({ world }) => {
    const server = await world.server();
    expect(await post(server.url, {}, { signal: AbortSignal.abort() })).toEqual(failure('aborted', true));
    expect(server.requests()).toBe(0);
  });

  test('while the server is silent', async ({ world }) => {
    const server = await world.server();
    server.setFault('silent');
    expect(await post(server.url)).toEqual(failure('timeout'));
  });
});

test('an answer without an end is cut off, through a tunnel too', async ({ world }) => {
  const { ca, good } = world.certificates;
  const server = await world.server(good, { status: 200, body: 'x'.repeat(2 * 1024 * 1024) });
  const proxy = await world.proxy();
  const outcome = await post(server.url, { https_proxy: proxy.host }, { ca });
  expect(outcome).toEqual(failure('answer_too_large'));
  await waitFor('the connections to end', () => proxy.open() === 0);
});
