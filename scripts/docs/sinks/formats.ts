import type { CreateSink, HttpTransport, Sink, SinkDescriptor } from 'overt';
import type { Platform } from '../../../packages/overt/src/platform/platform.ts';
import { createSink } from '../../../packages/overt/src/sinks/create.ts';
import { collector, http } from '../../../packages/overt/src/sinks/define.ts';
import { createTools } from '../../../packages/overt/src/sinks/module/tools.ts';
import { sentry } from '../../../packages/sentry/src/index.ts';
import { createSink as createSentry } from '../../../packages/sentry/src/sink.ts';

/** A format in which events leave, as the sink that writes it, over whatever stands in for the network. */
export type Format = {
  readonly name: string;
  readonly open: (platform: Platform, transport: HttpTransport) => Sink;
};

const KEY = '0'.repeat(32);

export const FORMATS: readonly Format[] = [
  builtIn('collector', collector({ url: 'https://example.com', key: 'ovw_0' })),
  builtIn('http, file, stdout', http({ url: 'https://example.com' })),
  packaged('sentry', sentry({ dsn: `https://${KEY}@example.com/1` }), createSentry),
];

function builtIn(name: string, descriptor: SinkDescriptor): Format {
  return { name, open: (platform, transport) => createSink(platform, descriptor, transport) };
}

function packaged(name: string, descriptor: SinkDescriptor, create: CreateSink): Format {
  return { name, open: (platform, transport) => create(createTools(platform, transport), descriptor) };
}
