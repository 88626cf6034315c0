import type { CreateSink, HttpTransport, Sink, SinkDescriptor } from 'overt';
import type { Platform } from '../../../packages/overt/src/platform/platform.ts';
import { createSink } from '../../../packages/overt/src/sinks/create.ts';
import { collector, http } from '../../../packages/overt/src/sinks/define.ts';
import { createTools } from '../../../packages/overt/src/sinks/module/tools.ts';
import { datadog } from '../../../packages/datadog/src/index.ts';
import { createSink as createDatadog } from '../../../packages/datadog/src/sink.ts';
import { otlp } from '../../../packages/otlp/src/index.ts';
import { createSink as createOtlp } from '../../../packages/otlp/src/sink.ts';
import { posthog } from '../../../packages/posthog/src/index.ts';
import { createSink as createPosthog } from '../../../packages/posthog/src/sink.ts';
import { sentry } from '../../../packages/sentry/src/index.ts';
import { createSink as createSentry } from '../../../packages/sentry/src/sink.ts';

/** A format in which events leave, as the sink that writes it, over whatever stands in for the network. */
export type Format = {
  readonly name: string;
  readonly open: (platform: Platform, transport: HttpTransport) => Sink;
  /** What the ways to its fields begin with, and how that is written where there is little room. */
  readonly short?: Readonly<Record<string, string>>;
};

const KEY = '0'.repeat(32);

export const FORMATS: readonly Format[] = [
  {
    ...builtIn('collector', collector({ url: 'https://example.com', key: 'ovw_0' })),
    short: { 'runs.events.': '', 'runs.': '' },
  },
  { ...builtIn('http, file, stdout', http({ url: 'https://example.com' })), short: { 'events.': '' } },
  {
    ...packaged('sentry', sentry({ dsn: `https://${KEY}@example.com/1` }), createSentry),
    short: { 'event.exception.values.': 'exception.', 'event.': '' },
  },
  {
    ...packaged('otlp', otlp({ url: 'https://example.com', protocol: 'http/json', runs: true }), createOtlp),
    short: {
      'resourceLogs.scopeLogs.logRecords.attributes.': '',
      'resourceLogs.scopeLogs.logRecords.': '',
      'resourceLogs.resource.attributes.': 'resource: ',
      'resourceSpans.resource.attributes.': 'resource: ',
      'resourceSpans.scopeSpans.spans.attributes.': 'span: ',
      'resourceSpans.scopeSpans.spans.': 'span: ',
    },
  },
  { ...packaged('posthog', posthog({ key: `phc_${KEY}` }), createPosthog), short: { 'batch.': '' } },
  packaged('datadog', datadog({ key: KEY }), createDatadog),
];

function builtIn(name: string, descriptor: SinkDescriptor): Format {
  return { name, open: (platform, transport) => createSink(platform, descriptor, transport) };
}

function packaged(name: string, descriptor: SinkDescriptor, create: CreateSink): Format {
  return { name, open: (platform, transport) => create(createTools(platform, transport), descriptor) };
}
