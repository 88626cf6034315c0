// OpenTelemetry logs over OTLP/HTTP (JSON): the exporter's README, then await provider.shutdown().
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { afterCapture, atEnd, endpoint, id, work } from './cli.mjs';

const exporter = new OTLPLogExporter({ url: `${endpoint}/v1/logs` });
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'bench-tool', 'service.version': '1.0.0' }),
  processors: [new BatchLogRecordProcessor({ exporter })],
});

work();
provider.getLogger('bench').emit({ eventName: 'bench.done', attributes: { n: id } });
afterCapture();
await provider.shutdown();
atEnd();
