import type { Batch, CreateSink, SinkDescriptor } from 'overt';
import { testPlatform } from 'overt/testing';
import { tmpdir } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { createSink } from '../../../packages/overt/src/sinks/create.ts';
import type { HttpTransport } from '../../../packages/overt/src/sinks/http/transport.ts';
import { createTools } from '../../../packages/overt/src/sinks/module/tools.ts';
import { sentry } from '../../../packages/sentry/src/index.ts';
import { createSink as createSentry } from '../../../packages/sentry/src/sink.ts';
import { collector, http } from '../../../packages/overt/src/sinks/define.ts';

/** A format, and all that a batch is in it: bodies as data, by what they are called. */
export type Format = { readonly name: string; readonly encode: (batch: Batch) => Promise<readonly unknown[]> };

const KEY = '0'.repeat(32);

/** Each format in which events leave. */
export const FORMATS: readonly Format[] = [
  format('collector', collector({ url: 'https://example.com', key: 'ovw_0' })),
  format('http, file, stdout', http({ url: 'https://example.com', gzip: false })),
  format('sentry', sentry({ dsn: `https://${KEY}@example.com/1` }), createSentry),
];

function format(name: string, descriptor: SinkDescriptor, create?: CreateSink): Format {
  return {
    name,
    encode: async (batch) => {
      const bodies: unknown[] = [];
      const platform = { ...testPlatform({ home: tmpdir() }), now: () => batch.sentAt };
      const transport: HttpTransport = async ({ body, headers }) => {
        const whole = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body);
        bodies.push(...decode(String(headers['content-type']), whole.toString('utf8')));
        return { kind: 'answer', status: 200, retryAfter: undefined, body: '' };
      };
      const tools = { ...createTools(platform, transport), post: transport };
      const sink =
        create === undefined ? createSink(platform, descriptor, transport) : create(tools, descriptor);
      await sink.send(batch, { signal: new AbortController().signal });
      return bodies;
    },
  };
}

/** An envelope of Sentry is lines of heads and bodies by turns; all others are one text of JSON. */
function decode(type: string, body: string): unknown[] {
  if (!type.includes('sentry')) return [JSON.parse(body)];
  const lines = body.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const items: unknown[] = [];
  for (let index = 1; index + 1 < lines.length; index += 2)
    items.push({ [String(lines[index]?.['type'])]: lines[index + 1] });
  return items;
}
