import type { Platform } from '../../platform/platform.ts';
import { sendParts } from '../send-parts.ts';
import type { SendResult, Sink } from '../sink.ts';
import { createEncoder, makePart, type Part, type Templates } from '../template/encoder.ts';
import { withGzip } from './gzip.ts';
import { readLowering, type LoweringHeaders } from './lower.ts';
import { resultOf } from './status.ts';
import type { HttpTransport } from './transport.ts';

/** Where and how an HTTP sink sends. */
export type HttpSinkOptions = Templates & {
  readonly url: string;
  readonly gzip: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly lowering?: LoweringHeaders | undefined;
};

/** What an HTTP sink works with. */
export type HttpSinkTools = { readonly platform: Platform; readonly transport: HttpTransport };

/** Posts events to any HTTP endpoint. A 2xx means that it has them. */
export function createHttpSink(
  { platform, transport }: HttpSinkTools,
  name: string,
  options: HttpSinkOptions,
): Sink {
  const { url, format, gzip, headers: given, lowering = {} } = options;
  const post = gzip ? withGzip(platform, transport) : transport;
  const { split, encode } = createEncoder(platform, options);
  const type = format === 'json' ? 'application/json' : 'application/x-ndjson';
  return {
    name,
    send: (batch, { signal }) => {
      const send = async (part: Part): Promise<SendResult> => {
        const headers = { 'content-type': type, 'idempotency-key': part.id, ...lowerCase(given) };
        const outcome = await post({ url, headers, body: Buffer.from(encode(batch, part)) }, signal);
        const result = resultOf(outcome, platform.now());
        const lower = readLowering(lowering, outcome);
        const canSay = result.kind === 'accepted' || result.kind === 'retry';
        return canSay && lower !== undefined ? { ...result, lower } : result;
      };
      const [only, ...others] = split(batch);
      // The whole batch: what is too large, or refused, is the courier's to deal with.
      if (only !== undefined && others.length === 0) return send(only);
      const parts = only === undefined ? [] : [only, ...others];
      return sendParts(
        parts.map(({ events }) => events),
        (events) => send(makePart(events)),
      );
    },
  };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
