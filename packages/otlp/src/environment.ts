import { isHttpUrl, joinUrl, type Signal } from './place.ts';
import type { Protocol, Target } from './settings.ts';

const PREFIX = 'OTEL_EXPORTER_OTLP_';
/** Longer than our requests take, it says nothing. */
const MAX_TIMEOUT_MS = 10_000;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What variables say of where and how a signal is sent: those of the signal before those of all. What cannot be read, or asks
 * for what we do not speak, is not there.
 */
export function readEnvironment(signal: Signal, variables: Variables): Partial<Target> {
  const of = <Value>(name: string, read: (text: string) => Value | undefined): Value | undefined => {
    for (const key of [`${PREFIX}${signal.toUpperCase()}_${name}`, PREFIX + name]) {
      const text = variables[key]?.trim();
      const value = text ? read(text) : undefined;
      if (value !== undefined) return value;
    }
    return undefined;
  };
  // That of a signal is whole; to that of all, the path is added.
  const whole = variables[`${PREFIX}${signal.toUpperCase()}_ENDPOINT`]?.trim();
  const told: { readonly [Key in keyof Target]: Target[Key] | undefined } = {
    url: of('ENDPOINT', (text) =>
      isHttpUrl(text) ? (text === whole ? text : joinUrl(text, signal)) : undefined,
    ),
    protocol: of('PROTOCOL', (text) =>
      /^http\/(protobuf|json)$/.test(text) ? (text as Protocol) : undefined,
    ),
    gzip: of('COMPRESSION', (text) => (/^(gzip|none)$/.test(text) ? text === 'gzip' : undefined)),
    headers: of('HEADERS', readHeaders),
    timeoutMs: of('TIMEOUT', (text) =>
      /^\d{1,9}$/.test(text) ? Math.min(Number(text), MAX_TIMEOUT_MS) : undefined,
    ),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/** `name=value,name=value`, with values as in a URL. A pair that is wrong is left out. */
function readHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name !== undefined && value !== undefined)
      Object.assign(headers, readHeader(name.toLowerCase(), value));
  }
  return headers;
}

function readHeader(name: string, value: string): Record<string, string> {
  try {
    const text = decodeURIComponent(value);
    return /^[\t\x20-\x7e]*$/.test(text) ? { [name]: text } : {};
  } catch {
    return {};
  }
}
