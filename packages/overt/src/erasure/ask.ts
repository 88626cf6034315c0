import type { Platform } from '../platform/platform.ts';
import { createSink } from '../sinks/create.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';
import { createHttpTransport, type HttpTransport } from '../sinks/http/transport.ts';
import type { Sink } from '../sinks/sink.ts';
import { askByEvent } from './ask-by-event.ts';
import { askByHttp } from './ask-by-http.ts';
import type { Asked, ErasureRequest } from './request.ts';

/** What it takes to ask. */
export type AskTools = {
  readonly platform: Platform;
  /** Sinks that are code of this process. */
  readonly liveSinks: readonly Sink[];
  readonly signal: AbortSignal;
  /** @default the real network */
  readonly network?: AskNetwork | undefined;
};

/** By what it is asked: another one lets somebody look. */
export type AskNetwork = {
  readonly transport: HttpTransport;
  readonly createSink: (sink: SinkDescriptor) => Sink;
};

/** The longest that one place may take, for all ids together. */
const ASK_TIMEOUT_MS = 10_000;

/** Whether this process can ask: of a sink that is code of the tool, only a process that has it can. */
export function canAsk({ liveSinks }: Pick<AskTools, 'liveSinks'>, { way, name }: ErasureRequest): boolean {
  return way.kind !== 'own' || liveSinks.some((sink) => sink.name === name);
}

/** Asks one place to erase what it has, and says what came of it. Sends that and nothing else. Never rejects. */
export async function ask(tools: AskTools, request: ErasureRequest): Promise<Asked> {
  const stop = new AbortController();
  const give = (): void => stop.abort();
  const timer = setTimeout(give, ASK_TIMEOUT_MS);
  tools.signal.addEventListener('abort', give);
  const late = new Promise<Asked>((resolve) => {
    // Who gives up when told to has until the next turn to say how far it came; who does not is not waited for.
    const end = (): void => void setImmediate(() => resolve({ kind: 'failed', reason: 'timeout' }));
    stop.signal.addEventListener('abort', end, { once: true });
  });
  try {
    if (tools.signal.aborted) return { kind: 'failed', reason: 'no_time' };
    return await Promise.race([askBy({ ...tools, signal: stop.signal }, request), late]);
  } catch {
    return { kind: 'failed', reason: 'sink_threw' };
  } finally {
    clearTimeout(timer);
    tools.signal.removeEventListener('abort', give);
  }
}

async function askBy(tools: AskTools, request: ErasureRequest): Promise<Asked> {
  const { platform } = tools;
  const { transport, createSink: make } = tools.network ?? realNetwork(platform);
  const { way, name } = request;
  switch (way.kind) {
    case 'http':
      return askByHttp({ ...tools, transport }, way, request);
    case 'event':
      return askByEvent(tools, make(way.sink), request);
    case 'sink':
      return askSink(tools, make(way.sink), request);
    case 'own': {
      const sink = tools.liveSinks.find((live) => live.name === name);
      return sink === undefined ? { kind: 'failed', reason: 'not_here' } : askOwn(tools, sink, request);
    }
    case 'email':
    case 'none':
    case 'unknown':
      return { kind: 'unsupported' };
  }
}

function realNetwork(platform: Platform): AskNetwork {
  return {
    transport: createHttpTransport(platform),
    createSink: (sink) => createSink(platform, sink),
  };
}

function askOwn(tools: AskTools, sink: Sink, request: ErasureRequest): Promise<Asked> {
  return sink.deleteData === undefined && sink.deletion?.kind === 'event'
    ? askByEvent(tools, sink, request)
    : askSink(tools, sink, request);
}

async function askSink({ signal }: AskTools, sink: Sink, { ids }: ErasureRequest): Promise<Asked> {
  if (sink.deleteData === undefined) return { kind: 'unsupported' };
  const { kind, reason, receipt } = await sink.deleteData(ids, { signal });
  const isKnown = ['confirmed', 'requested', 'failed', 'unsupported'].includes(kind);
  return isKnown ? { kind, reason, receipt } : { kind: 'failed', reason: 'sink_broken' };
}
