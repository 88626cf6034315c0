import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { makeCertificates, whyNoCertificates, type Certificates } from '../harness/certificates.ts';
import { askCommand } from '../harness/command.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { startProxy, whyNoProxy, type ProxyKind, type RunningProxy } from '../harness/debian-proxies.ts';
import { startFaultProxy, type FaultProxy } from '../harness/fault-proxy.ts';
import { startInbox, type Inbox } from '../harness/inbox.ts';
import type { Place } from '../harness/place.ts';
import { runTool, type Ended, type ToolRun } from '../harness/run-tool.ts';
import { readRetryAt } from '../harness/spool.ts';
import { test as base } from '../harness/test.ts';
import { waitFor } from '../harness/wait-for.ts';

const EVENTS = 12;
/** One more: the command itself. */
const RECORDED = EVENTS + 1;
/** Each proxy takes some logins only. */
const LOGINS: Readonly<Record<ProxyKind, string>> = {
  tinyproxy: 'scout:s3same-0pen',
  squid: 'scout:s3same/0pen@x',
};
const SECRET = /s3same/;

type Check = {
  readonly name: string;
  readonly result: string;
  readonly what: string;
  readonly hint?: string;
};
type Options = Readonly<Record<string, unknown>>;

/** Servers, proxies and a tool that sends to one through the other. */
type Network = {
  readonly inbox: (scheme: 'http' | 'https') => Promise<Inbox>;
  readonly debian: (
    kind: ProxyKind,
    login?: string,
    connectPorts?: readonly number[],
  ) => Promise<RunningProxy>;
  readonly faulty: () => Promise<FaultProxy>;
  /** Runs the tool and waits for its courier. */
  readonly record: (inbox: Inbox, run?: Partial<ToolRun>) => Promise<Ended>;
  readonly doctor: (inbox: Inbox, env: ToolRun['env']) => Promise<Check>;
};

const test = base.extend<{ network: Network }>({
  network: async ({ task, place }, use) => {
    const reason = whyNoCertificates();
    if (reason !== undefined) return task.context.skip(`No certificates: ${reason}.`);
    const certificates = makeCertificates(place.root);
    const closing: (() => Promise<void>)[] = [];
    await use({
      inbox: async (scheme) => {
        const inbox = await startInbox(undefined, scheme === 'https' ? certificates.good : undefined);
        closing.push(inbox.close);
        return inbox;
      },
      debian: async (kind, login, connectPorts) => {
        const why = whyNoProxy(kind);
        if (why !== undefined) return task.context.skip(`${why}.`);
        const proxy = await startProxy(kind, {
          root: place.root,
          ...(login !== undefined && { login }),
          ...(connectPorts !== undefined && { connectPorts }),
        });
        closing.push(proxy.stop);
        return proxy;
      },
      faulty: async () => {
        const proxy = await startFaultProxy();
        closing.push(proxy.close);
        return proxy;
      },
      record: (inbox, run) => record(place, [inbox, certificates], run),
      doctor: (inbox, env) => examine(place, [inbox, certificates], env),
    });
    for (const close of closing) await close();
  },
});

async function record(
  place: Place,
  [{ url }, { caFile }]: [Inbox, Certificates],
  { env, options, ...run }: Partial<ToolRun> = {},
): Promise<Ended> {
  const sinks = [['http', { url: `${url}/in`, name: 'main', gzip: false }]] as const;
  const ended = await runTool(place, {
    fixture: 'work.mjs',
    args: ['0', String(EVENTS)],
    ...run,
    env: { NODE_EXTRA_CA_CERTS: caFile, ...env },
    options: { sinks, ...options },
  });
  await waitForCouriers(place.root);
  return ended;
}

/** What doctor says of the sink. What it prints holds no password. */
async function examine(
  place: Place,
  [{ url }, { caFile }]: [Inbox, Certificates],
  env: ToolRun['env'],
): Promise<Check> {
  const sinks = [['http', { url: `${url}/in`, name: 'main' }]] as const;
  const answer = await askCommand<{ checks: readonly Check[] }>(place, ['doctor'], {
    env: { NODE_EXTRA_CA_CERTS: caFile, SCAN_TELEMETRY: 'on', ...env },
    options: { sinks },
  });
  expect(JSON.stringify(answer)).not.toMatch(SECRET);
  const check = answer.checks.find(({ name }) => name === 'sink main');
  if (check === undefined) throw new Error('doctor says nothing of the sink');
  return check;
}

const INLINE: Options = { delivery: { mode: 'inline', deadlineMs: 20_000 } };
const DETACHED: Options = {};

async function expectDelivered(place: Place, inbox: Inbox): Promise<void> {
  const ids = inbox.events().map(({ id }) => id);
  expect([ids.length, new Set(ids).size]).toEqual([RECORDED, RECORDED]);
  expect(await readAccount(place)).toMatchObject({
    recorded: RECORDED,
    delivered: RECORDED,
    pending: 0,
    dropped: {},
  });
}

/** Nothing arrived and nothing is lost. */
async function expectKept(place: Place, inbox: Inbox): Promise<void> {
  const kept = { recorded: RECORDED, delivered: 0, pending: RECORDED, dropped: {} };
  expect(await readAccount(place)).toMatchObject(kept);
  expect(inbox.events()).toEqual([]);
}

function withLogin(login: string): string {
  return `${login.split(':').map(encodeURIComponent).join(':')}@`;
}

const KINDS: readonly ProxyKind[] = ['tinyproxy', 'squid'];

describe.for(KINDS)('%s', (kind) => {
  test.for([
    { mode: 'detached', scheme: 'https', login: true, variable: 'HTTPS_PROXY' },
    { mode: 'detached', scheme: 'http', login: false, variable: 'http_proxy' },
    { mode: 'inline', scheme: 'https', login: false, variable: 'https_proxy' },
    { mode: 'inline', scheme: 'http', login: true, variable: 'HTTP_PROXY' },
    { mode: 'detached', scheme: 'https', login: true, variable: 'ALL_PROXY' },
  ] as const)(
    '$mode, $scheme, $variable, login: $login',
    async ({ mode, scheme, login, variable }, { place, network }) => {
      const inbox = await network.inbox(scheme);
      const proxy = await network.debian(kind, login ? LOGINS[kind] : undefined);
      const env = { [variable]: `http://${login ? withLogin(LOGINS[kind]) : ''}${proxy.host}` };
      const ended = await network.record(inbox, { env, options: mode === 'inline' ? INLINE : DETACHED });
      expect(ended).toMatchObject({ code: 4, stdout: 'looking around\n', stderr: 'one thing was odd\n' });
      await expectDelivered(place, inbox);
      const { host } = new URL(inbox.url);
      expect(proxy.log()).toContain(scheme === 'https' ? `CONNECT ${host}` : `POST http://${host}/in`);
      expect(await network.doctor(inbox, env)).toMatchObject({
        result: 'ok',
        what: expect.stringMatching(
          `took the test event \\(\\d+ ms\\) through the proxy ${proxy.host} \\(${variable}\\)$`,
        ) as string,
      });
      expect(filesWith(place.root, SECRET).filter((path) => !path.includes(`/${kind}-`))).toEqual([]);
    },
  );

  test.for([
    ['https', /^the proxy wants a login \(network_proxy_status_40[17]\)$/],
    // A proxy that answers before it has read the whole request, and ends the connection: its answer may be lost on the way.
    [
      'http',
      /^(the proxy wants a login|the connection was cut off) \(network_(proxy_status_40[17]|ECONNRESET|EPIPE)\)$/,
    ],
  ] as const)('a wrong login, %s: kept, and doctor says so', async ([scheme, what], { place, network }) => {
    const inbox = await network.inbox(scheme);
    const proxy = await network.debian(kind, LOGINS[kind]);
    const env = { [`${scheme}_proxy`]: `http://scout:s3same-wrong@${proxy.host}` };
    await network.record(inbox, { env });
    await expectKept(place, inbox);
    const check = await network.doctor(inbox, env);
    expect(check).toMatchObject({ result: 'wrong' });
    expect(check.what).toMatch(what);
    expect(check.hint).toContain(`through the proxy ${proxy.host} (${scheme}_proxy)`);
  });

  test('a port that it does not allow: kept, and doctor says so', async ({ place, network }) => {
    const inbox = await network.inbox('https');
    const proxy = await network.debian(kind, undefined, [443]);
    const env = { HTTPS_PROXY: proxy.host };
    await network.record(inbox, { env });
    await expectKept(place, inbox);
    expect((await network.doctor(inbox, env)).what).toBe(
      'the proxy does not let us through (network_proxy_status_403)',
    );
  });

  test('a server that is down: kept, and doctor says that it is not the proxy', async ({
    place,
    network,
  }) => {
    const inbox = await network.inbox('https');
    const proxy = await network.debian(kind);
    await inbox.close();
    const env = { HTTPS_PROXY: proxy.host };
    await network.record(inbox, { env });
    await expectKept(place, inbox);
    expect((await network.doctor(inbox, env)).what).toMatch(
      /^the proxy cannot reach it \(network_proxy_status_50\d\)$/,
    );
  });

  test('one that died and comes back: all arrives, once', async ({ place, network }) => {
    const inbox = await network.inbox('https');
    const proxy = await network.debian(kind);
    const env = { HTTPS_PROXY: proxy.host };
    await proxy.stop();
    await network.record(inbox, { env });
    await expectKept(place, inbox);
    expect((await network.doctor(inbox, env)).what).toBe(
      'the proxy cannot be reached (network_proxy_ECONNREFUSED)',
    );
    await proxy.start();
    await comeBack(place, network, [inbox, env]);
  });
});

describe('a proxy', () => {
  test('that dies in the middle of a request and comes back: all arrives, once', async ({
    place,
    network,
  }) => {
    const [inbox, proxy] = [await network.inbox('https'), await network.faulty()];
    const env = { https_proxy: proxy.host };
    proxy.setFault('dies-halfway');
    await network.record(inbox, { env });
    // What is urgent goes first, in a request so small that it gets through.
    const delivered = inbox.events().length;
    expect(delivered).toBeLessThan(RECORDED);
    expect(await readAccount(place)).toMatchObject({ delivered, pending: RECORDED - delivered, dropped: {} });
    proxy.setFault('none');
    await comeBack(place, network, [inbox, env]);
  });

  test.for(['silent', 'stalls'] as const)(
    'that is %s does not hold up the tool',
    async (fault, { place, network }) => {
      const [inbox, proxy] = [await network.inbox('https'), await network.faulty()];
      proxy.setFault(fault);
      const options = { delivery: { mode: 'inline', deadlineMs: 600 } };
      const ended = await network.record(inbox, { env: { https_proxy: proxy.host }, options });
      expect(ended).toMatchObject({ code: 4, stderr: 'one thing was odd\n' });
      // As long as its deadline, and what a process takes on a machine that has other things to do.
      expect(ended.wallMs).toBeLessThan(600 + 4000);
      await waitFor('the connections to end', () => proxy.open() === 0);
      await expectKept(place, inbox);
    },
  );

  test.for([
    ['socks5://scout:s3same@127.0.0.1:1080', 'the proxy is of a kind that is not supported'],
    ['http://scout:s3same/x@127.0.0.1:3128', 'what should name the proxy is no address'],
  ] as const)('%s: nothing is sent past it', async ([url, what], { place, network }) => {
    const inbox = await network.inbox('http');
    await network.record(inbox, { env: { ALL_PROXY: url } });
    await expectKept(place, inbox);
    expect(inbox.requests()).toBe(0);
    const check = await network.doctor(inbox, { ALL_PROXY: url });
    expect(check.what).toContain(what);
    expect(check.hint).toContain('ALL_PROXY says so');
  });

  test('that NO_PROXY takes away for this host is not asked', async ({ place, network }) => {
    const [inbox, proxy] = [await network.inbox('https'), await network.faulty()];
    const env = { HTTPS_PROXY: proxy.host, NO_PROXY: 'example.com,127.0.0.0/8' };
    await network.record(inbox, { env });
    await expectDelivered(place, inbox);
    expect(proxy.asked).toEqual([]);
    expect((await network.doctor(inbox, env)).what).toMatch(/^took the test event \(\d+ ms\)$/);
  });

  test('is not found out by who reads the debug log', async ({ place, network }) => {
    const [inbox, proxy] = [await network.inbox('https'), await network.faulty()];
    proxy.setFault(407);
    const log = join(place.root, 'debug.log');
    const env = { HTTPS_PROXY: `http://scout:s3same@${proxy.host}`, OVERT_DEBUG: `log:${log}` };
    await network.record(inbox, { env });
    await expectKept(place, inbox);
    expect(readFileSync(log, 'utf8')).toContain('started a courier');
    expect(filesWith(place.root, SECRET)).toEqual([]);
  });
});

describe('Node', () => {
  // It began with 22.21 and 24.5: before that, the variable means nothing.
  test.for(['https', 'http'] as const)(
    'with NODE_USE_ENV_PROXY=1: a request goes through one proxy, once (%s)',
    async (scheme, { place, network }) => {
      const [inbox, proxy] = [await network.inbox(scheme), await network.faulty()];
      const env = { [`${scheme}_proxy`]: `http://${proxy.host}`, NODE_USE_ENV_PROXY: '1' };
      await network.record(inbox, { env, options: INLINE });
      await expectDelivered(place, inbox);
      const { host } = new URL(inbox.url);
      const target = scheme === 'https' ? `CONNECT ${host}` : `POST ${inbox.url}/in`;
      const asked = proxy.asked.map(({ method, target }) => `${method} ${target}`);
      expect(asked).toEqual(Array.from({ length: inbox.requests() }, () => target));
    },
  );

  test.for(['https', 'http'] as const)(
    'whose agents the tool has replaced: they are not asked (%s)',
    async (scheme, { network }) => {
      const [inbox, proxy] = [await network.inbox(scheme), await network.faulty()];
      const env = { [`${scheme}_proxy`]: `http://${proxy.host}` };
      const ended = await network.record(inbox, { fixture: 'agents.mjs', env, options: INLINE });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(inbox.events()).toHaveLength(2);
      expect(proxy.asked.length).toBeGreaterThan(0);
    },
  );
});

/** The next run delivers what waits, and itself. */
async function comeBack(
  place: Place,
  network: Network,
  [inbox, env]: [Inbox, NonNullable<ToolRun['env']>],
): Promise<void> {
  await waitFor('the wait to be over', () => Date.now() > readRetryAt(place));
  await network.record(inbox, { env, args: ['0', '0'] });
  const ids = inbox.events().map(({ id }) => id);
  expect([ids.length, new Set(ids).size]).toEqual([RECORDED + 1, RECORDED + 1]);
  expect(await readAccount(place)).toMatchObject({ pending: 0, dropped: {}, delivered: RECORDED + 1 });
}

/** The files below a folder in which a text stands. */
function filesWith(folder: string, text: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && text.test(readFileSync(path, 'latin1')));
}
