import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { waitFor } from './wait-for.ts';

/** A proxy that many people run, as Debian packages it. */
export type ProxyKind = 'tinyproxy' | 'squid';

/** A proxy that runs until it is stopped. */
export type RunningProxy = {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  /** What it says that it was asked for. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
  /** Starts it again on the same port. */
  readonly start: () => Promise<void>;
};

/** `login`: as `user:password`; of tinyproxy's, letters, figures, `-`, `.` and `_` only. `connectPorts`: where a tunnel may lead; to all if not said. */
export type ProxySettings = {
  readonly root: string;
  readonly login?: string;
  readonly connectPorts?: readonly number[];
};

type Config = { readonly folder: string; readonly port: number } & ProxySettings;

const PROGRAMS: Readonly<Record<ProxyKind, readonly string[]>> = {
  tinyproxy: ['/usr/bin/tinyproxy', '/usr/sbin/tinyproxy'],
  squid: ['/usr/sbin/squid'],
};
const SQUID_LOGIN = '/usr/lib/squid/basic_ncsa_auth';

/** Why there is no such proxy here, if there is none. */
export function whyNoProxy(kind: ProxyKind): string | undefined {
  return findProgram(kind) === undefined ? `${kind} is not installed` : undefined;
}

/** Starts one on a free port, with all of its files below `root`. */
export async function startProxy(kind: ProxyKind, settings: ProxySettings): Promise<RunningProxy> {
  const folder = mkdtempSync(join(settings.root, `${kind}-`));
  // Squid, when root starts it, works as a user of its own.
  chmodSync(folder, 0o777);
  chmodSync(settings.root, 0o755);
  const port = await findPort();
  const config = { ...settings, folder, port };
  const file = join(folder, 'conf');
  writeFileSync(file, (kind === 'squid' ? configureSquid : configureTinyproxy)(config));
  const args = kind === 'squid' ? ['-N', '-f', file] : ['-d', '-c', file];
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(findProgram(kind) ?? kind, args, { stdio: 'ignore' });
    await waitFor(`${kind} to listen`, () => canConnect(port));
  };
  await start();
  return {
    host: `127.0.0.1:${port}`,
    log: () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : ''),
    start,
    stop: () => end(child),
  };
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function configureTinyproxy({ folder, port, login, connectPorts = [] }: Config): string {
  return [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Timeout 30',
    'MaxClients 20',
    `LogFile "${join(folder, 'log')}"`,
    'LogLevel Connect',
    `PidFile "${join(folder, 'pid')}"`,
    ...(login === undefined ? [] : [`BasicAuth ${login.replace(':', ' ')}`]),
    ...connectPorts.map((allowed) => `ConnectPort ${allowed}`),
    '',
  ].join('\n');
}

function configureSquid({ folder, port, login, connectPorts = [] }: Config): string {
  const logins = join(folder, 'logins');
  if (login !== undefined) {
    const user = login.slice(0, login.indexOf(':'));
    const password = login.slice(user.length + 1);
    const hash = execFileSync('openssl', ['passwd', '-apr1', password], { encoding: 'utf8' });
    writeFileSync(logins, `${user}:${hash}`);
  }
  return [
    `http_port 127.0.0.1:${port}`,
    ...(connectPorts.length === 0
      ? []
      : [`acl allowed port ${connectPorts.join(' ')}`, 'http_access deny CONNECT !allowed']),
    ...(login === undefined
      ? ['http_access allow all']
      : [`auth_param basic program ${SQUID_LOGIN} ${logins}`, 'acl known proxy_auth REQUIRED']),
    ...(login === undefined ? [] : ['http_access allow known', 'http_access deny all']),
    'cache deny all',
    'pinger_enable off',
    'shutdown_lifetime 0 seconds',
    'visible_hostname proxy.test',
    `access_log stdio:${join(folder, 'log')}`,
    `cache_log ${join(folder, 'cache.log')}`,
    `pid_filename ${join(folder, 'pid')}`,
    `coredump_dir ${folder}`,
    '',
  ].join('\n');
}

function findProgram(kind: ProxyKind): string | undefined {
  return PROGRAMS[kind].find((path) => existsSync(path));
}

/** Neither proxy can be told to choose one itself. Between this and its start another process may take it: then the test fails. */
async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });
}
