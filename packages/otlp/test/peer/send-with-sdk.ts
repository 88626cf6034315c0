import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import {
  defaultResource,
  detectResources,
  hostDetector,
  osDetector,
  processDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import type { Protocol } from '../../src/settings.ts';

/** The moment of the crash, and the one at which it was seen to. */
export const TIME_MS = 1_732_000_000_000;
export const SEEN_MS = 1_732_000_060_000;

/** The same crash of the same tool, as OpenTelemetry's own SDK sends it when it is told of an error. */
export async function sendWithSdk(url: string, protocol: Protocol, error: Error): Promise<void> {
  const Exporter = protocol === 'http/json' ? JsonExporter : ProtobufExporter;
  const exporter = new Exporter({ url: `${url}/v1/logs`, compression: CompressionAlgorithm.GZIP });
  const detected = detectResources({
    detectors: [hostDetector, osDetector, processDetector, serviceInstanceIdDetector],
  });
  const own = {
    'service.name': 'scan',
    'service.version': '1.2.3',
    'deployment.environment.name': 'production',
  };
  const provider = new LoggerProvider({
    resource: defaultResource().merge(detected).merge(resourceFromAttributes(own)),
    processors: [new BatchLogRecordProcessor({ exporter })],
  });
  await detected.waitForAsyncAttributes?.();
  provider.getLogger('scan', '1.2.3').emit({
    eventName: 'app.crash',
    timestamp: TIME_MS,
    observedTimestamp: SEEN_MS,
    severityNumber: SeverityNumber.FATAL,
    severityText: 'FATAL',
    exception: error,
  });
  await provider.shutdown();
}
