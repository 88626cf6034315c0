import { STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { CollectorError, systemErrorCode } from '../errors.ts';
import {
  CLOSE_GRACE_MS,
  CONNECTION_CHECK_MS,
  HEADERS_TIMEOUT_MS,
  MAX_CONNECTIONS,
  REQUEST_TIMEOUT_MS,
} from '../limits.ts';
import type { createApp } from './app.ts';

/** A listening server. */
export type HttpServer = {
  readonly port: number;
  readonly url: string;
  /** Takes no more, answers what is under way, and cuts off what is not done after CLOSE_GRACE_MS. */
  readonly close: () => Promise<void>;
};

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  /** @default HEADERS_TIMEOUT_MS */
  readonly headersTimeoutMs?: number | undefined;
};

/** Serves the app. Rejects with a `CollectorError` when it cannot listen. */
export async function startServer(
  app: ReturnType<typeof createApp>,
  options: ServerOptions,
): Promise<HttpServer> {
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, env),
    overrideGlobalObjects: false, // an embedder's own Request and Response are none of our business
    serverOptions: {
      headersTimeout: options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTION_CHECK_MS,
    },
  }) as Server;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', answerClientError);
  const { host, port } = options;
  await listen(server, { host, port });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { port: address.port, url: `http://${name}:${address.port}`, close: () => closeServer(server) };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (systemErrorCode(error) === 'EADDRINUSE') {
        const message = `Port ${port} on ${host} is in use. Stop what uses it, or give another with --port.`;
        reject(new CollectorError('port_in_use', message, { cause: error }));
      } else {
        const message = `Cannot listen on ${host}:${port}: ${error.message}`;
        reject(new CollectorError('listen_failed', message, { cause: error }));
      }
    });
    server.listen(port, host, resolve);
  });
}

/** What Node refuses before there is a request: the same shape of error, written by hand. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const [status, code] = isTimeout ? [408, 'request_timeout'] : [400, 'invalid_envelope'];
  const message = isTimeout ? 'The request was not complete in time.' : 'This is not HTTP.';
  const body = JSON.stringify({ error: { code, message } });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

async function closeServer(server: Server): Promise<void> {
  // A busy sender keeps its connection; without this it would go on until the grace is over.
  server.prependListener('request', (_, response) => (response.shouldKeepAlive = false));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
}
