import type { BatchEvent } from 'overt';
import { SCHEMA_URL } from '../conventions.ts';
import { groupByResource, makeResource } from '../message/resource.ts';
import type { Attributes } from '../message/values.ts';
import { SDK } from '../sdk.ts';
import { makeRecord, type LogRecord, type RecordSource } from './record.ts';

/** An ExportLogsServiceRequest as OTLP has it in JSON. Events are in the order in which they were recorded. */
export type LogsRequest = { readonly resourceLogs: readonly unknown[] };

export function makeLogsRequest(
  source: RecordSource,
  events: readonly BatchEvent[],
  own?: Attributes,
): LogsRequest {
  const records = events.map((event) => [event.run.resource, makeRecord(source, event)] as const);
  const resourceLogs = groupByResource<LogRecord>(records).map(({ resource, items }) => ({
    resource: { attributes: makeResource(resource, own) },
    scopeLogs: [{ scope: SDK, logRecords: items, schemaUrl: SCHEMA_URL }],
    schemaUrl: SCHEMA_URL,
  }));
  return { resourceLogs };
}
