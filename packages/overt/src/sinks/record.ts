import { createOverlay } from '../platform/overlay.ts';
import type { Platform } from '../platform/platform.ts';
import { createSink } from './create.ts';
import type { SinkDescriptor } from './descriptor.ts';
import type { HttpRequest, HttpTransport } from './http/transport.ts';
import type { Batch, Sink } from './sink.ts';

/** Something that a sink would do. */
export type Sending = {
  /** `POST`: over the network. `append`: to a file. `print`: to standard output. `hand over`: to code of the tool itself. */
  readonly method: 'POST' | 'append' | 'print' | 'hand over';
  /** The address, the path, or the name of the sink. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The very bytes, before any compression. */
  readonly body: Uint8Array;
  /** What is in them, where they are no text. */
  readonly readable?: string | undefined;
};

/** A sink whose hands are tied, and what it would have done. */
export type RecordingSink = { readonly sink: Sink; readonly sendings: readonly Sending[] };

/** Sinks that send in parts go on only where the other side says that it has the first; this is PostHog's way to say it. */
const TAKEN = '{"status":1}';

/** @internal Makes the real sink on a network that goes nowhere and a disk that keeps nothing. */
export function recordSink(real: Platform, descriptor: SinkDescriptor): RecordingSink {
  const sendings: Sending[] = [];
  const { platform } = createOverlay(real);
  const paths = new Map<number, string>();
  const { openSync } = platform.fs;
  Object.assign(platform.fs, {
    openSync: (path: string, flags: string) => {
      const fd = openSync(path, flags);
      paths.set(fd, path);
      return fd;
    },
    writeSync: (fd: number, bytes: Uint8Array) => {
      const path = paths.get(fd);
      const text = Buffer.from(bytes).toString('utf8');
      if (path === undefined) print(sendings, text);
      else sendings.push({ method: 'append', target: path, headers: {}, body: Buffer.from(text) });
      return bytes.length;
    },
  });
  const sink = createSink(platform, descriptor, async (request) => {
    sendings.push(unpack(platform, request));
    return { kind: 'answer', status: 200, retryAfter: undefined, body: TAKEN };
  });
  return { sink, sendings };
}

/** @internal A sink of the tool's own: what it does is its own affair, but what it is handed is known. */
export function recordOwnSink({ name, filter }: Sink): RecordingSink {
  const sendings: Sending[] = [];
  const send = async (batch: Batch): Promise<{ kind: 'accepted' }> => {
    const body = Buffer.from(JSON.stringify(batch));
    sendings.push({ method: 'hand over', target: name, headers: {}, body });
    return { kind: 'accepted' };
  };
  return { sink: { name, send, filter }, sendings };
}

/** @internal A network that goes nowhere, for what is no sink. */
export function recordTransport(platform: Platform): {
  readonly transport: HttpTransport;
  readonly sendings: readonly Sending[];
} {
  const sendings: Sending[] = [];
  const transport: HttpTransport = async (request) => {
    sendings.push(unpack(platform, request));
    return { kind: 'answer', status: 200, retryAfter: undefined, body: '' };
  };
  return { transport, sendings };
}

/** Lines are printed one by one, and shown together. */
function print(sendings: Sending[], text: string): void {
  const last = sendings.at(-1);
  const before = last?.method === 'print' ? last.body : Buffer.alloc(0);
  if (last?.method === 'print') sendings.pop();
  const body = Buffer.concat([before, Buffer.from(text)]);
  sendings.push({ method: 'print', target: 'standard output', headers: {}, body });
}

function unpack(platform: Platform, { url, headers, body, readable }: HttpRequest): Sending {
  const isPacked = headers['content-encoding'] === 'gzip';
  const whole = isPacked ? platform.builtin('node:zlib').gunzipSync(body) : body;
  return { method: 'POST', target: url, headers, body: whole, ...(readable && { readable: readable() }) };
}
