import type { HttpOutcome, SinkTools } from 'overt';
import type { Schema } from '../protobuf/schema.ts';
import { writeMessage } from '../protobuf/write.ts';
import { SDK } from '../sdk.ts';
import type { Target } from '../settings.ts';

const TYPES = { 'http/json': 'application/json', 'http/protobuf': 'application/x-protobuf' } as const;

/** Posts a message to where it belongs, in the protocol that is wanted there. */
export function postMessage(
  { post }: Pick<SinkTools, 'post'>,
  { url, protocol, headers, gzip, timeoutMs }: Target,
  [message, schema, signal]: readonly [Readonly<Record<string, unknown>>, Schema, AbortSignal],
): Promise<HttpOutcome> {
  const text = (): string => JSON.stringify(message);
  const isText = protocol === 'http/json';
  const request = {
    url,
    headers: { 'user-agent': `${SDK.name}-otlp/${SDK.version}`, ...headers, 'content-type': TYPES[protocol] },
    body: isText ? Buffer.from(text()) : writeMessage(schema, message),
    gzip,
    ...(!isText && { readable: text }),
  };
  return post(
    request,
    timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  );
}
