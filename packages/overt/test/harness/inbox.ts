import { gunzipSync } from 'node:zlib';
import type { Certificate } from './certificates.ts';
import type { FlatEvent } from './delivered.ts';
import { startFaultServer, type Answer, type FaultServer, type Received } from './fault-server.ts';

/** An endpoint of somebody else, who keeps what is posted. */
export type Inbox = FaultServer & {
  /** All that was posted, also what was refused. */
  readonly received: readonly Received[];
  /** The events that were taken. */
  readonly events: () => readonly FlatEvent[];
};

const TAKEN: Answer = { status: 200, body: '' };

/** Starts an endpoint that answers each request as it is told. A 2xx means that it keeps the events. With `tls`, over TLS. */
export async function startInbox(
  answer: (request: Received) => Answer = () => TAKEN,
  tls?: Certificate,
): Promise<Inbox> {
  const received: Received[] = [];
  const events: FlatEvent[] = [];
  const server = await startFaultServer(async (request) => {
    received.push(request);
    const said = answer(request);
    if (said.status >= 200 && said.status < 300) events.push(...parsePost(request));
    return said;
  }, tls);
  return { ...server, received, events: () => events };
}

/** What was posted, unpacked. */
export function textOf({ headers, body }: Received): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
}

export function parsePost(request: Received): FlatEvent[] {
  const text = textOf(request);
  if (request.headers['content-type'] !== 'application/x-ndjson')
    return (JSON.parse(text) as { events: FlatEvent[] }).events;
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as FlatEvent);
}
