import type { Platform } from '../platform/platform.ts';
import type { SinkDescriptor } from './descriptor.ts';
import { createFileSink } from './file.ts';
import { createCollectorSink, type CollectorSinkOptions } from './http/collector.ts';
import { createHttpSink, type HttpSinkOptions } from './http/http.ts';
import { createNoopSink } from './noop.ts';
import type { Sink } from './sink.ts';
import { createStdoutSink } from './stdout.ts';

/** Makes the sink that a descriptor names. The options were checked when the telemetry was defined. */
export function createSink(platform: Platform, { kind, name, options }: SinkDescriptor): Sink {
  switch (kind) {
    case 'noop':
      return createNoopSink(name);
    case 'stdout':
      return createStdoutSink(platform, name);
    case 'file':
      return createFileSink(platform, name, String(options['path']));
    case 'http':
      return createHttpSink(platform, name, options as HttpSinkOptions);
    case 'collector':
      return createCollectorSink(platform, name, options as CollectorSinkOptions);
  }
}
