import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificates.ts';

/** What a proxy may do to a request. A number: the status with which it refuses. */
export type ProxyFault =
  | 'none'
  /** Takes the connection and says nothing. */
  | 'silent'
  /** Says what no proxy says. */
  | 'garbage'
  /** Ends the connection in place of an answer. */
  | 'hangs-up'
  /** Opens the tunnel, and talks into it. */
  | 'chatty'
  /** Opens the tunnel, and ends it. */
  | 'dies-at-once'
  /** Ends the connection when a part of what is sent has gone through. */
  | 'dies-halfway'
  /** Opens the tunnel, and lets nothing through. */
  | 'stalls'
  | number;

/** The head of a request to a proxy. */
export type Asked = {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** A proxy whose behaviour can be changed while it runs. */
export type FaultProxy = {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  readonly port: number;
  readonly setFault: (fault: ProxyFault) => void;
  readonly asked: readonly Asked[];
  /** How many connections are open now. */
  readonly open: () => number;
  readonly close: () => Promise<void>;
};

/** `login`: as `user:password`, if it wants one. `tls`: if it is spoken to over TLS. `port`: 0 for any. */
export type ProxyOptions = {
  readonly login?: string;
  readonly tls?: Certificate;
  readonly port?: number;
};

/** More than a handshake takes, less than a request with a body. */
const HALFWAY_BYTES = 4096;

/** Starts a proxy on 127.0.0.1, which does to requests what it is told. */
export async function startFaultProxy({ login, tls, port = 0 }: ProxyOptions = {}): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const asked: Asked[] = [];
  let fault: ProxyFault = 'none';
  const serve = (client: Socket): void => {
    sockets.add(client.on('error', () => {}).once('close', () => sockets.delete(client)));
    readHead(client, (head, rest) => {
      asked.push(head);
      const isLetIn = login === undefined || head.headers['proxy-authorization'] === basic(login);
      treat(client, [head, rest], isLetIn ? fault : 407);
    });
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const actual = (server.address() as AddressInfo).port;
  return {
    host: `127.0.0.1:${actual}`,
    port: actual,
    setFault: (next) => (fault = next),
    asked,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readHead(client: Socket, found: (head: Asked, rest: Buffer) => void): void {
  let all = Buffer.alloc(0);
  client.on('data', function gather(chunk: Buffer) {
    all = Buffer.concat([all, chunk]);
    const end = all.indexOf('\r\n\r\n');
    if (end < 0) return;
    client.off('data', gather);
    client.pause();
    const [first = '', ...lines] = all.subarray(0, end).toString('latin1').split('\r\n');
    const [method = '', target = ''] = first.split(' ');
    const headers = Object.fromEntries(lines.map((line) => splitHeader(line)));
    found({ method, target, headers }, all.subarray(end + 4));
  });
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function treat(client: Socket, [head, rest]: [Asked, Buffer], fault: ProxyFault): void {
  if (typeof fault === 'number')
    return void client.resume().end(`HTTP/1.1 ${fault} No\r\ncontent-length: 2\r\n\r\nno`);
  if (fault === 'silent') return void client.resume();
  if (fault === 'garbage') return void client.resume().end('SSH-2.0-OpenSSH_9.2\r\n');
  if (fault === 'hangs-up') return void client.destroy();
  if (fault === 'stalls') return void client.resume().write(OPENED);
  if (fault === 'chatty') return void client.write(`${OPENED}hello`);
  if (fault === 'dies-at-once') return void client.write(OPENED, () => client.destroy());
  passOn(client, [head, rest], fault === 'dies-halfway' ? HALFWAY_BYTES : Number.POSITIVE_INFINITY);
}

const OPENED = 'HTTP/1.1 200 Connection established\r\n\r\n';

function passOn(client: Socket, [head, rest]: [Asked, Buffer], maxBytes: number): void {
  const isTunnel = head.method === 'CONNECT';
  const { hostname, port, pathname, search } = new URL(isTunnel ? `http://${head.target}` : head.target);
  const server = connect(Number(port), hostname.replaceAll(/[[\]]/g, ''));
  client.once('close', () => server.destroy());
  server.on('error', () => client.destroy()).once('close', () => client.destroy());
  server.once('connect', () => {
    if (isTunnel) client.write(OPENED);
    else
      server.write(`${head.method} ${pathname}${search} HTTP/1.1\r\n${formatHeaders(head.headers)}\r\n\r\n`);
    let passed = rest.length;
    if (rest.length > 0) server.write(rest);
    client.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      if (passed > maxBytes) client.destroy();
      else server.write(chunk);
    });
    client.resume();
    server.pipe(client);
  });
}

function formatHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .filter(([name]) => !name.startsWith('proxy-'))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n');
}

function basic(login: string): string {
  return `Basic ${Buffer.from(login).toString('base64')}`;
}
