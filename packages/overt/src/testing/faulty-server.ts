import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { SinkFault } from './contract/subject.ts';

/** A request that has come in whole. */
export type PostedRequest = {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The body, unpacked. */
  readonly text: string;
  /** The same, for formats that are no text. */
  readonly bytes: Uint8Array;
};

/** What the other side says. */
export type PostedAnswer = {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
};

/** What has to be known of a format. */
export type FaultyServerOptions = {
  /** The ids of the events in a request, in order. */
  readonly idsOf: (request: PostedRequest) => readonly string[];
  /**
   * What is answered when all is well. Where the other side can refuse single events, those are in `refused`.
   * @default an empty 200
   */
  readonly answer?: (request: PostedRequest, refused: readonly string[]) => PostedAnswer;
  /**
   * Which answers of somebody else the sink can tell from those of the other side: a page, or nothing at all.
   * @default none
   */
  readonly tells?: readonly ('lying' | 'empty')[];
  /**
   * Whether single events can be refused.
   * @default false
   */
  readonly refusesSome?: boolean;
};

/** A server that can be made to fail, with all that `describeSink` wants of the other side of a sink. */
export type FaultyServer = {
  readonly url: string;
  readonly arrived: () => Promise<readonly string[]>;
  readonly fault: (fault: SinkFault) => Promise<boolean>;
  readonly refuse: ((ids: readonly string[]) => Promise<void>) | undefined;
  readonly close: () => Promise<void>;
};

type State = { fault: SinkFault; refused: readonly string[]; taken: number; readonly ids: string[] };

const SMALL_BYTES = 4096;
const PAUSE_S = '7';

/** Starts such a server on a free port of this machine. */
export async function faultyServer(options: FaultyServerOptions): Promise<FaultyServer> {
  const state: State = { fault: 'none', refused: [], taken: 0, ids: [] };
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    answer(options, state, [request, response]).catch(() => response.destroy());
  });
  server.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived: async () => state.ids,
    fault: async (fault) => {
      state.fault = fault;
      state.taken = 0;
      return (fault !== 'lying' && fault !== 'empty') || options.tells?.includes(fault) === true;
    },
    refuse: options.refusesSome === true ? async (ids) => void (state.refused = ids) : undefined,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function answer(
  options: FaultyServerOptions,
  state: State,
  [request, response]: readonly [IncomingMessage, ServerResponse],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (state.fault === 'silent') return;
  const refusal = refusalOf(state, body.length);
  if (refusal !== undefined) return void response.writeHead(refusal.status, refusal.headers).end();
  const isPacked = request.headers['content-encoding'] === 'gzip';
  const bytes = isPacked ? gunzipSync(body) : body;
  const posted = { path: request.url ?? '/', headers: request.headers, text: bytes.toString('utf8'), bytes };
  if (state.fault === 'lying') return void response.writeHead(200, HTML).end('<h1>Welcome to our hotel</h1>');
  if (state.fault === 'empty') return void response.writeHead(200).end();
  take(options, state, [posted, response]);
}

const HTML = { 'content-type': 'text/html' };

function refusalOf(
  { fault, taken }: State,
  bytes: number,
): { status: number; headers?: Record<string, string> } | undefined {
  if (fault === 'broken' || (fault === 'dies' && taken > 0)) return { status: 500 };
  if (fault === 'throttled') return { status: 429, headers: { 'retry-after': PAUSE_S } };
  if (fault === 'refused') return { status: 400 };
  if (fault === 'small' && bytes > SMALL_BYTES) return { status: 413 };
  return undefined;
}

function take(
  { idsOf, answer: say = () => ({}) }: FaultyServerOptions,
  state: State,
  [posted, response]: readonly [PostedRequest, ServerResponse],
): void {
  const ids = idsOf(posted);
  const refused = ids.filter((id) => state.refused.includes(id));
  const { status = 200, headers, body = '' } = say(posted, refused);
  if (status < 300) state.ids.push(...ids.filter((id) => !refused.includes(id)));
  state.taken += 1;
  if (state.fault !== 'cut') return void response.writeHead(status, headers).end(body);
  // It says that more comes than does.
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) + 10 });
  response.write(body === '' ? ' ' : body, () => response.destroy());
}
