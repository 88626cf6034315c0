import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

// The endpoints of the benchmark, in a process of their own so that answering costs the driver's clock nothing.
// Started by sink.ts with an IPC channel.

/** What the parent may ask. */
export type SinkQuestion = { readonly kind: 'arrivals' | 'release' };

/** What arrived for one id. */
export type Arrival = {
  readonly id: number;
  readonly times: number;
  /** Wall clock of the first arrival, to compare with the driver's own. */
  readonly firstAtMs: number;
  /** Body bytes of the first request that carried it, as sent. */
  readonly bytes: number;
};

/** What the parent hears. */
export type SinkAnswer =
  | { readonly kind: 'ready'; readonly healthyPort: number; readonly blackholePort: number }
  | { readonly kind: 'arrivals'; readonly arrivals: readonly Arrival[] }
  | { readonly kind: 'released' };

// 12 digits: not an epoch in seconds (10), milliseconds (13) or nanoseconds (19).
const ID_PATTERN = /(?<!\d)\d{12}(?!\d)/g;

const arrivals = new Map<number, Arrival>();

function note(body: Buffer, encoding: string | undefined): void {
  const text = (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');
  for (const id of new Set(Array.from(text.matchAll(ID_PATTERN), ([digits]) => Number(digits)))) {
    const before = arrivals.get(id) ?? { id, times: 0, firstAtMs: Date.now(), bytes: body.length };
    arrivals.set(id, { ...before, times: before.times + 1 });
  }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    note(Buffer.concat(chunks), request.headers['content-encoding']);
    // `id` is what Sentry's envelope endpoint answers; the others read the status only.
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: randomUUID().replaceAll('-', '') }));
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function tell(message: SinkAnswer): void {
  process.send?.(message);
}

const swallowed = new Set<Socket>();

/** Accepts, reads, never answers. */
const blackhole = createTcpServer((socket) => {
  swallowed.add(socket);
  socket.resume();
  socket.on('close', () => swallowed.delete(socket));
  socket.on('error', () => socket.destroy());
});

process.on('message', (question: SinkQuestion) => {
  if (question.kind === 'arrivals') {
    tell({ kind: 'arrivals', arrivals: [...arrivals.values()] });
  } else {
    for (const socket of swallowed) socket.destroy();
    tell({ kind: 'released' });
  }
});
process.on('disconnect', () => process.exit(0));

const healthyPort = await listen(createServer(answer));
const blackholePort = await listen(blackhole);
tell({ kind: 'ready', healthyPort, blackholePort });
