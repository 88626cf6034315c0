import { startFaultServer, type FaultServer, type Received } from './fault-server.ts';
import { textOf } from './inbox.ts';

/** An endpoint that takes everything, also in the words of the collector and of PostHog. */
export type Taker = FaultServer & { readonly received: readonly Received[] };

export async function startTaker(): Promise<Taker> {
  const received: Received[] = [];
  const server = await startFaultServer(async (request) => {
    received.push(request);
    const runs = readRuns(textOf(request));
    const accepted = runs.reduce((sum, { events }) => sum + events.length, 0);
    return { status: 200, body: JSON.stringify({ status: 1, accepted, duplicates: [], rejected: [] }) };
  });
  return { ...server, received };
}

/** The runs of a request in the words of the collector; others have other words, or none. */
function readRuns(text: string): readonly { events: unknown[] }[] {
  try {
    return (JSON.parse(text) as { runs?: { events: unknown[] }[] }).runs ?? [];
  } catch {
    return [];
  }
}

/** All that left in one request and could name an installation: its body, and the name of its content. */
export function readSent(request: Received): string {
  return `${String(request.headers['idempotency-key'] ?? '')} ${textOf(request)}`;
}

/** What is random or hashed in `texts`: words that are long, and so could tell one installation from others. */
export function findNames(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(/[0-9A-Za-z]{16,}/g) ?? []));
}
