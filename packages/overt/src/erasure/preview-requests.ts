import type { Platform } from '../platform/platform.ts';
import { recordSink, recordTransport, type Sending } from '../sinks/record.ts';
import { ask } from './ask.ts';
import { isPending, type ErasureRequest } from './request.ts';
import { readRequests } from './requests-file.ts';

/** A request to erase data, as it would leave, and when it is made next. */
export type PlannedRequest = Sending & { readonly sink: string; readonly notBefore?: number };

/** @internal The requests that wait, by the code that makes them, on a network that goes nowhere. */
export async function previewRequests(platform: Platform, folder: string): Promise<PlannedRequest[]> {
  const read = readRequests(platform, folder);
  const planned: PlannedRequest[] = [];
  for (const request of read.kind === 'read' ? read.requests.filter(isPending) : [])
    planned.push(...(await previewRequest(platform, request)));
  return planned;
}

async function previewRequest(platform: Platform, request: ErasureRequest): Promise<PlannedRequest[]> {
  const { name, way, ids, nextTryAt } = request;
  const { transport, sendings } = recordTransport(platform);
  const all: Sending[] = [];
  if (way.kind === 'own')
    all.push({ method: 'hand over', target: name, headers: {}, body: Buffer.from(JSON.stringify(ids)) });
  else if (way.kind === 'sink' || way.kind === 'event') {
    const recorded = recordSink(platform, way.sink);
    await askHere(platform, request, { transport, createSink: () => recorded.sink });
    all.push(...recorded.sendings);
  } else {
    await askHere(platform, request, {
      transport,
      createSink: () => ({ name, send: async () => ({ kind: 'accepted' }) }),
    });
    all.push(...sendings);
  }
  const wait = nextTryAt > platform.now() ? { notBefore: nextTryAt } : {};
  return all.map((sending) => ({ ...sending, sink: name, ...wait }));
}

function askHere(
  platform: Platform,
  request: ErasureRequest,
  network: NonNullable<Parameters<typeof ask>[0]['network']>,
): Promise<unknown> {
  return ask({ platform, liveSinks: [], signal: new AbortController().signal, network }, request);
}
