import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Platform } from '../../platform/platform.ts';
import { openConnection, type Route } from './connection/open.ts';
import type { Opening } from './connection/opening.ts';
import { chooseProxy } from './proxy/choose.ts';
import { loginOf } from './proxy/login.ts';

/** One request, a POST if nothing else is said. */
export type HttpRequest = {
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /**
   * Whether the body may be packed.
   * @default true
   */
  readonly gzip?: boolean | undefined;
  /** The same as text, for who looks at it (`show`), where the body is none. It is not sent. */
  readonly readable?: (() => string) | undefined;
};

/** What came of it: an answer, or none. */
export type HttpOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter: string | undefined;
      /** What the other side takes the time to be. */
      readonly date?: string | undefined;
      /** All headers of the answer, by their names in lower case. */
      readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
      readonly body: string;
      /** The body as it came, where it may be no text. */
      readonly bytes?: Uint8Array | undefined;
    }
  | {
      readonly kind: 'failure';
      readonly reason: string;
      /** There was no connection over which anything could have been sent: no byte of the request was written. */
      readonly unsent?: true | undefined;
    };

/** Posts a body and answers with what the other side said. Never throws. */
export type HttpTransport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpOutcome>;

/** From the first step towards a connection to the last byte in. A server that needs longer gets the batch again later. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Enough for an answer that names each event of a batch; more than that is not for us. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** A request under way. */
type Exchange = {
  readonly request: HttpRequest;
  readonly route: Route;
  readonly finish: (outcome: HttpOutcome) => void;
};

/**
 * Posts through `node:http`, not through `fetch`: the first fetch of a process costs ten times as much, and aborting
 * it leaves its connection attempt behind. Redirects are not followed: the data goes where its user was told. Each request has a
 * connection of its own, through the proxy that the user's variables name (docs/network.md).
 */
export function createHttpTransport(
  platform: Platform,
  timeoutMs: number = REQUEST_TIMEOUT_MS,
): HttpTransport {
  return async (request, signal) => {
    if (signal.aborted) return { kind: 'failure', reason: 'aborted', unsent: true };
    const url = new URL(request.url);
    const choice = chooseProxy(platform.env, url);
    if (choice.kind === 'refused') return { kind: 'failure', reason: choice.reason, unsent: true };
    const proxy = choice.kind === 'proxy' ? choice.proxy : undefined;
    return exchange(platform, [request, { url, proxy }], [timeoutMs, signal]);
  };
}

function exchange(
  platform: Platform,
  [request, route]: [HttpRequest, Route],
  [timeoutMs, signal]: [number, AbortSignal],
): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    const sockets: Duplex[] = [];
    let isOver = false;
    const opening: Opening = {
      platform,
      keep: (socket) => void (isOver ? socket.destroy() : sockets.push(socket)),
      waitsFor: route.proxy === undefined ? 'host' : 'proxy',
    };
    // Until there is a connection, nothing of the request can have been written.
    let unsent: true | undefined = true;
    const fail = (reason: string): void => finish({ kind: 'failure', reason, ...(unsent && { unsent }) });
    const expire = (): void => fail(unsent && opening.waitsFor === 'proxy' ? 'proxy_timeout' : 'timeout');
    const timer = setTimeout(expire, timeoutMs);
    const abort = (): void => fail('aborted');
    signal.addEventListener('abort', abort);
    const start = async (): Promise<void> => {
      const socket = await openConnection(opening, route);
      if ('reason' in socket) return fail(socket.reason);
      if (isOver) return;
      unsent = undefined;
      send(platform, socket, { request, route, finish });
    };
    start().catch((error: NodeJS.ErrnoException) => fail(error.code ?? 'error'));

    function finish(outcome: HttpOutcome): void {
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      // Destroying, not waiting: an open socket would keep the process alive.
      for (const socket of sockets) socket.destroy();
      resolve(outcome);
    }
  });
}

function send(platform: Platform, socket: Duplex, { request, route, finish }: Exchange): void {
  const { ClientRequest } = platform.builtin('node:http');
  const options = {
    createConnection: () => socket,
    method: request.method ?? 'POST',
    path: targetOf(route),
    headers: { ...headersOf(route), ...request.headers, 'content-length': request.body.length },
  };
  const sent = new ClientRequest(options, (answer) =>
    readAnswer(answer, (outcome) => finish(isForwarded(route) ? tellApart(outcome) : outcome)),
  );
  sent.on('error', (error: NodeJS.ErrnoException) =>
    finish({ kind: 'failure', reason: error.code ?? 'error' }),
  );
  sent.end(request.body);
}

/** A proxy that is not given a tunnel must be told the whole address (RFC 9112, section 3.2.2). */
function targetOf({ url, proxy }: Route): string {
  const path = url.pathname + url.search;
  return isForwarded({ url, proxy }) ? url.origin + path : path;
}

function headersOf(route: Route): Record<string, string> {
  const login = loginOf(route.url);
  const toProxy = isForwarded(route) ? route.proxy?.login : undefined;
  return {
    host: route.url.host,
    ...(login !== undefined && { authorization: login }),
    ...(toProxy !== undefined && { 'proxy-authorization': toProxy }),
  };
}

/** Whether the proxy sees the request itself. */
function isForwarded({ url, proxy }: Route): boolean {
  return proxy !== undefined && url.protocol === 'http:';
}

/** What a proxy says whom it does not let through: 407 by the book, 403 for a forbidden address, tinyproxy 401 for a wrong login. */
const PROXY_REFUSALS: readonly number[] = [401, 403, 407];

/**
 * Over plain HTTP, a proxy answers in the receiver's place, and nothing tells whose word it is. What may be the proxy's must not
 * make us drop anything.
 */
function tellApart(outcome: HttpOutcome): HttpOutcome {
  if (outcome.kind === 'failure' || !PROXY_REFUSALS.includes(outcome.status)) return outcome;
  return { kind: 'failure', reason: `proxy_status_${outcome.status}` };
}

function readAnswer(answer: IncomingMessage, finish: (outcome: HttpOutcome) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) finish({ kind: 'failure', reason: 'answer_too_large' });
    else chunks.push(chunk);
  });
  answer.on('error', () => finish({ kind: 'failure', reason: 'cut_off' }));
  // "close" without "end": the connection was cut in the middle of the answer.
  answer.on('close', () => finish({ kind: 'failure', reason: 'cut_off' }));
  answer.on('end', () => {
    if (!answer.complete) return finish({ kind: 'failure', reason: 'cut_off' });
    const bytes = Buffer.concat(chunks);
    finish({
      kind: 'answer',
      status: answer.statusCode ?? 0,
      retryAfter: answer.headers['retry-after'],
      date: answer.headers.date,
      headers: answer.headers,
      body: bytes.toString('utf8'),
      bytes,
    });
  });
}
