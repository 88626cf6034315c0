import { gunzipSync } from 'node:zlib';
import {
  startFaultServer,
  type Answer,
  type FaultServer,
  type Received,
} from '../../../overt/test/harness/fault-server.ts';
import {
  decodeBody,
  valuesOf,
  type DecodedLogs,
  type DecodedRecord,
  type DecodedSpan,
  type DecodedTraces,
} from './decode.ts';

type Plain = Readonly<Record<string, string | number | boolean>>;
export type TakenRecord = DecodedRecord & { readonly plain: Plain; readonly resource: Plain };
export type TakenSpan = DecodedSpan & { readonly plain: Plain; readonly resource: Plain };

/** A receiver of OTLP over HTTP: what it cannot decode, it does not answer. */
export type Receiver = FaultServer & {
  /** Of what was taken, in order. */
  readonly records: TakenRecord[];
  readonly spans: TakenSpan[];
  /** All requests, with their bodies unpacked. */
  readonly received: Received[];
  /** Decides about each request. */
  readonly answerWith: (answer: (request: Received) => Answer | undefined) => void;
};

const TAKEN: Answer = { status: 200, body: '{}' };

export async function startReceiver(): Promise<Receiver> {
  const taken = { records: [] as TakenRecord[], spans: [] as TakenSpan[], received: [] as Received[] };
  let decide: (request: Received) => Answer | undefined = () => undefined;
  const server = await startFaultServer(async (packed) => {
    const isPacked = packed.headers['content-encoding'] === 'gzip';
    const request = { ...packed, body: isPacked ? gunzipSync(packed.body) : packed.body };
    taken.received.push(request);
    const message = decodeBody(request.path, String(request.headers['content-type']), request.body);
    const answer = decide(request) ?? takenBy(request);
    if (answer.status < 300) keep(taken, message);
    return answer;
  });
  return { ...server, ...taken, answerWith: (answer) => void (decide = answer) };
}

/** In the language in which it was asked: in protobuf, a full success is an empty message. */
function takenBy({ headers }: Received): Answer {
  const type = String(headers['content-type']);
  return type === 'application/json' ? TAKEN : { status: 200, body: '', headers: { 'content-type': type } };
}

function keep(taken: Pick<Receiver, 'records' | 'spans'>, message: DecodedLogs | DecodedTraces): void {
  if ('resourceLogs' in message)
    for (const { resource, scopeLogs } of message.resourceLogs)
      for (const record of scopeLogs.flatMap(({ logRecords }) => logRecords))
        taken.records.push({
          ...record,
          plain: valuesOf(record.attributes),
          resource: valuesOf(resource.attributes),
        });
  if ('resourceSpans' in message)
    for (const { resource, scopeSpans } of message.resourceSpans)
      for (const span of scopeSpans.flatMap(({ spans }) => spans))
        taken.spans.push({
          ...span,
          plain: valuesOf(span.attributes),
          resource: valuesOf(resource.attributes),
        });
}

/** The ids of our events, as they arrived. */
export function idsOf({ records }: Receiver): string[] {
  return records.map(({ plain }) => String(plain['log.record.uid']));
}
