import type { IncomingMessage, RequestOptions } from 'node:http';
import type { Platform } from '../../platform/platform.ts';

/** One request, a POST if nothing else is said. */
export type HttpRequest = {
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /**
   * Whether the body may be packed.
   * @default true
   */
  readonly gzip?: boolean | undefined;
  /** The same as text, for who looks at it (`show`), where the body is none. It is not sent. */
  readonly readable?: (() => string) | undefined;
};

/** What came of it: an answer, or none. */
export type HttpOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter: string | undefined;
      /** What the other side takes the time to be. */
      readonly date?: string | undefined;
      /** All headers of the answer, by their names in lower case. */
      readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
      readonly body: string;
      /** The body as it came, where it may be no text. */
      readonly bytes?: Uint8Array | undefined;
    }
  | {
      readonly kind: 'failure';
      readonly reason: string;
      /** There was no connection over which anything could have been sent. */
      readonly unsent?: true | undefined;
    };

/** Posts a body and answers with what the other side said. Never throws. */
export type HttpTransport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpOutcome>;

/** From the first byte out to the last byte in. A server that needs longer gets the batch again later. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Enough for an answer that names each event of a batch; more than that is not for us. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Posts through `node:http`, not through `fetch`: the first fetch of a process costs ten times as much, and aborting
 * it leaves its connection attempt behind. Redirects are not followed: the data goes where its user was told.
 */
export function createHttpTransport(
  platform: Platform,
  timeoutMs: number = REQUEST_TIMEOUT_MS,
): HttpTransport {
  return (request, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve({ kind: 'failure', reason: 'aborted' });
      const url = new URL(request.url);
      const { request: open } = platform.builtin(url.protocol === 'https:' ? 'node:https' : 'node:http');
      const options: RequestOptions = {
        method: request.method ?? 'POST',
        headers: { ...request.headers, 'content-length': request.body.length },
      };
      const sent = open(url, options, (answer) => readAnswer(answer, finish));
      const timer = setTimeout(() => finish({ kind: 'failure', reason: 'timeout' }), timeoutMs);
      const abort = (): void => finish({ kind: 'failure', reason: 'aborted' });
      signal.addEventListener('abort', abort);
      sent.on('error', (error: NodeJS.ErrnoException) =>
        finish({ kind: 'failure', reason: error.code ?? 'error' }),
      );
      sent.end(request.body);

      function finish(outcome: HttpOutcome): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        // Destroying, not waiting: an open socket would keep the process alive.
        if (outcome.kind === 'failure') sent.destroy();
        resolve(outcome);
      }
    });
}

function readAnswer(answer: IncomingMessage, finish: (outcome: HttpOutcome) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) finish({ kind: 'failure', reason: 'answer_too_large' });
    else chunks.push(chunk);
  });
  answer.on('error', () => finish({ kind: 'failure', reason: 'cut_off' }));
  // "close" without "end": the connection was cut in the middle of the answer.
  answer.on('close', () => finish({ kind: 'failure', reason: 'cut_off' }));
  answer.on('end', () => {
    if (!answer.complete) return finish({ kind: 'failure', reason: 'cut_off' });
    const bytes = Buffer.concat(chunks);
    finish({
      kind: 'answer',
      status: answer.statusCode ?? 0,
      retryAfter: answer.headers['retry-after'],
      date: answer.headers.date,
      headers: answer.headers,
      body: bytes.toString('utf8'),
      bytes,
    });
  });
}
