import type { BatchEvent } from 'overt';
import { SCHEMA_URL } from '../conventions.ts';
import { groupByResource, makeResource } from '../message/resource.ts';
import type { Attributes } from '../message/values.ts';
import { SDK } from '../sdk.ts';
import { makeSpan, type Span, type SpanSource } from './span.ts';

/** An ExportTraceServiceRequest as OTLP has it in JSON. */
export type TracesRequest = { readonly resourceSpans: readonly unknown[] };

/** Of events with which no run ends there is nothing to tell. */
export function makeTracesRequest(
  source: SpanSource,
  events: readonly BatchEvent[],
  own?: Attributes,
): TracesRequest {
  const spans = events.flatMap((event) => {
    const span = makeSpan(source, event);
    return span === undefined ? [] : [[event.run.resource, span] as const];
  });
  const resourceSpans = groupByResource<Span>(spans).map(({ resource, items }) => ({
    resource: { attributes: makeResource(resource, own) },
    scopeSpans: [{ scope: SDK, spans: items, schemaUrl: SCHEMA_URL }],
    schemaUrl: SCHEMA_URL,
  }));
  return { resourceSpans };
}
