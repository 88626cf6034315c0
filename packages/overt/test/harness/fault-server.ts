import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificates.ts';

/** What a server, or the network on the way to it, may do to a request. */
export type Fault = 'none' | 'silent' | 'slow' | 'throttled' | 'busy' | 'broken' | 'garbage' | 'cut';

/** A request that has come in whole. */
export type Received = {
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly body: Buffer;
};

/** What the far end says. */
export type Answer = {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What is behind the faults. */
export type Backend = (request: Received) => Promise<Answer>;

/** A server whose behaviour can be changed while it runs. */
export type FaultServer = {
  readonly url: string;
  /** Changes what happens to requests from now on. Those that were never to be answered are cut off. */
  readonly setFault: (fault: Fault) => void;
  readonly requests: () => number;
  /** The most requests that were under way at the same time. */
  readonly maxInFlight: () => number;
  readonly close: () => Promise<void>;
};

type Behaviour = (response: ServerResponse, request: Received, backend: Backend) => Promise<void>;

const SLOW_MS = 5000;

/** `slow`, `garbage` and `cut` are the nasty kind: the far end has the events, and the sender does not get to know. */
const BEHAVIOURS: Readonly<Record<Fault, Behaviour>> = {
  none: async (response, request, backend) => {
    const { status, body, headers } = await backend(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  },
  silent: async () => {},
  slow: async (response, request, backend) => {
    const { status, body } = await backend(request);
    setTimeout(() => response.writeHead(status).end(body), SLOW_MS);
  },
  throttled: async (response) => void response.writeHead(429, { 'retry-after': '1' }).end(),
  // Longer than a courier waits, so that it ends at once and leaves the rest to another one.
  busy: async (response) => void response.writeHead(503, { 'retry-after': '4' }).end(),
  broken: async (response) => void response.writeHead(500).end('oops'),
  garbage: async (response, request, backend) => {
    await backend(request);
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our hotel</h1>');
  },
  cut: async (response, request, backend) => {
    const { status, body } = await backend(request);
    response.writeHead(status, { 'content-length': body.length });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  },
};

/** Starts a server on a free port that treats requests as it is told, and has `backend` answer them. With `tls`, over TLS. */
export async function startFaultServer(backend: Backend, tls?: Certificate): Promise<FaultServer> {
  const sockets = new Set<Socket>();
  const hanging = new Set<Socket>();
  const state = { fault: 'none' as Fault, requests: 0, inFlight: 0, maxInFlight: 0 };
  const serve: RequestListener = (request, response) => {
    state.inFlight += 1;
    state.requests += 1;
    state.maxInFlight = Math.max(state.maxInFlight, state.inFlight);
    response.once('close', () => (state.inFlight -= 1));
    const { fault } = state;
    if (fault === 'silent') hanging.add(request.socket);
    void receive(request)
      .then((received) => BEHAVIOURS[fault](response, received, backend))
      .catch(() => response.destroy());
  };
  const server = tls === undefined ? createServer(serve) : createSecureServer(tls, serve);
  server.on('connection', (socket: Socket) =>
    sockets.add(socket.once('close', () => sockets.delete(socket))),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cutAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setFault: (fault) => {
      state.fault = fault;
      for (const socket of hanging) socket.destroy();
    },
    requests: () => state.requests,
    maxInFlight: () => state.maxInFlight,
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hands requests on to another server. */
export function forwardTo(url: string): Backend {
  return async ({ headers, path, body }) => {
    const passed = ['authorization', 'content-type', 'content-encoding'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as [string, string]] : [];
    });
    const answer = await fetch(new URL(path, url), {
      method: 'POST',
      headers: passed,
      body: new Uint8Array(body),
    });
    return { status: answer.status, body: await answer.text() };
  };
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return { headers: request.headers, path: request.url ?? '/', body: Buffer.concat(chunks) };
}
