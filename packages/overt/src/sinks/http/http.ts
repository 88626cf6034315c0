import type { Platform } from '../../platform/platform.ts';
import { flatten, toNdjson } from '../batch.ts';
import type { Batch, Sink } from '../sink.ts';
import { withGzip } from './gzip.ts';
import { resultOf } from './status.ts';
import type { HttpTransport } from './transport.ts';

/** Where and how an HTTP sink sends. */
export type HttpSinkOptions = {
  readonly url: string;
  readonly format: 'json' | 'ndjson';
  readonly gzip: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

/** What an HTTP sink works with. */
export type HttpSinkTools = { readonly platform: Platform; readonly transport: HttpTransport };

/** Posts events to any HTTP endpoint. A 2xx means that it has them. */
export function createHttpSink(tools: HttpSinkTools, name: string, options: HttpSinkOptions): Sink {
  const { platform, transport } = tools;
  const post = options.gzip ? withGzip(platform, transport) : transport;
  return {
    name,
    send: async (batch, { signal }) => {
      const type = options.format === 'json' ? 'application/json' : 'application/x-ndjson';
      const headers = { 'content-type': type, 'idempotency-key': batch.id, ...lowerCase(options.headers) };
      const body = Buffer.from(options.format === 'json' ? toJson(batch) : toNdjson(batch.events));
      return resultOf(await post({ url: options.url, headers, body }, signal), platform.now());
    },
  };
}

function toJson({ id, sentAt, events }: Batch): string {
  return JSON.stringify({ batch: id, sentAt, events: events.map(flatten) });
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
