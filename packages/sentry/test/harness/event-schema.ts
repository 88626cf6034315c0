/**
 * What Relay publishes of the shape of an event (relay/event.schema.json in getsentry/sentry-data-schemas, as of July 2024),
 * for the parts that we send: names and types, written down anew. Where Relay takes nothing else, neither does this.
 */
const TEXT = { type: 'string' };
const NUMBER = { type: 'integer', minimum: 0 };
const YES_OR_NO = { type: 'boolean' };

const FRAME = closed({
  abs_path: TEXT,
  filename: TEXT,
  function: TEXT,
  module: TEXT,
  lineno: NUMBER,
  colno: NUMBER,
  in_app: YES_OR_NO,
  platform: TEXT,
});
const MECHANISM = closed(
  {
    type: TEXT,
    handled: YES_OR_NO,
    source: TEXT,
    exception_id: NUMBER,
    parent_id: NUMBER,
    is_exception_group: YES_OR_NO,
    synthetic: YES_OR_NO,
  },
  ['type'],
);
const EXCEPTION = closed({
  type: TEXT,
  value: TEXT,
  mechanism: MECHANISM,
  stacktrace: closed({ frames: { type: 'array', minItems: 1, items: FRAME } }, ['frames']),
});
const IMAGE = closed(
  { type: { const: 'sourcemap' }, code_file: TEXT, debug_id: { type: 'string', pattern: '^[0-9a-f-]{36}$' } },
  ['type', 'code_file', 'debug_id'],
);
const SDK = closed(
  {
    name: TEXT,
    version: { type: 'string', pattern: String.raw`^\d+\.\d+\.\d+` },
    // Later than the published schema: sentry-javascript sends it since 10.4.
    settings: closed({ infer_ip: { enum: ['auto', 'never'] } }),
  },
  ['name', 'version'],
);

export const EVENT_SCHEMA = closed(
  {
    event_id: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    timestamp: { type: 'number' },
    platform: { const: 'node' },
    level: { enum: ['debug', 'info', 'warning', 'error', 'fatal'] },
    exception: closed({ values: { type: 'array', minItems: 1, items: EXCEPTION } }, ['values']),
    logentry: closed({ formatted: TEXT, message: TEXT }),
    fingerprint: { type: 'array', items: TEXT },
    release: TEXT,
    environment: TEXT,
    tags: { type: 'object', additionalProperties: { type: 'string', maxLength: 200 } },
    contexts: {
      type: 'object',
      // Not published: Sentry's own event manager reads it.
      properties: {
        error_sampling: closed({ client_sample_rate: { type: 'number', minimum: 0, maximum: 1 } }),
      },
      additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
    },
    user: closed({ id: TEXT }),
    debug_meta: closed({ images: { type: 'array', items: IMAGE } }),
    sdk: SDK,
  },
  ['event_id', 'timestamp'],
);

function closed(properties: object, required: readonly string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}
