import type { Platform } from '../platform/platform.ts';
import type { SinkDescriptor } from './descriptor.ts';
import { createFileSink, type FileSinkOptions } from './file/file.ts';
import { createCollectorSink, type CollectorSinkOptions } from './http/collector.ts';
import { createHttpSink, type HttpSinkOptions } from './http/http.ts';
import { createHttpTransport, type HttpTransport } from './http/transport.ts';
import { createModuleSink } from './module/module.ts';
import { createNoopSink } from './noop.ts';
import type { Sink } from './sink.ts';
import { createStdoutSink } from './stdout.ts';

/**
 * Makes the sink that a descriptor names. The options were checked when the telemetry was defined. Another `transport` than
 * the network's lets somebody look at what is sent (`show`) or answered (`doctor`).
 */
export function createSink(
  platform: Platform,
  descriptor: SinkDescriptor,
  transport: HttpTransport = createHttpTransport(platform),
): Sink {
  const { filter, deletion } = descriptor;
  const sink = createKind(platform, descriptor, transport);
  return { ...sink, ...(filter && { filter }), ...(deletion && { deletion }) };
}

function createKind(platform: Platform, descriptor: SinkDescriptor, transport: HttpTransport): Sink {
  const { kind, name, options } = descriptor;
  const network = { platform, transport };
  switch (kind) {
    case 'noop':
      return createNoopSink(name);
    case 'stdout':
      return createStdoutSink(platform, name);
    case 'file':
      return createFileSink(platform, name, options as FileSinkOptions);
    case 'http':
      return createHttpSink(network, name, options as HttpSinkOptions);
    case 'collector':
      return createCollectorSink(network, name, options as CollectorSinkOptions);
    case 'module':
      return createModuleSink(platform, descriptor, transport);
  }
}
