import type { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { systemErrorCode } from '../errors.ts';
import { MAX_BODY_BYTES, MAX_INFLATED_BYTES } from '../limits.ts';
import { RequestError } from '../wire/request-error.ts';
import type { MemoryBudget } from '../ingest/memory-budget.ts';

export type ReadBodyOptions = {
  /** Charged for each byte as it arrives. */
  readonly budget: MemoryBudget;
  readonly deadlineMs: number;
};

/** Reads a body, within the limit, the deadline and the budget. The caller gives the bytes back to the budget. */
export function readBody(source: Readable, options: ReadBodyOptions): Promise<Buffer> {
  const { budget, deadlineMs } = options;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      fail(new RequestError('request_timeout', `The body was not complete after ${deadlineMs / 1000} s.`));
    }, deadlineMs);
    source.on('data', onData).once('end', onEnd).once('error', onCut).once('close', onCut);

    function onData(chunk: Buffer): void {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) fail(bodyTooLarge(size, MAX_BODY_BYTES));
      else if (budget.take(chunk.length)) chunks.push(chunk);
      else fail(new RequestError('unavailable', 'Too many requests are being read at this moment.'));
    }
    function onEnd(): void {
      stop();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    }
    function onCut(): void {
      fail(new RequestError('request_timeout', 'The connection was closed in the middle of the body.'));
    }
    function fail(error: RequestError): void {
      stop();
      budget.give(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      reject(error);
    }
    function stop(): void {
      clearTimeout(timer);
      source.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
      source.on('error', () => undefined); // whatever happens to it now is nobody's
    }
  });
}

/** What zlib puts out at once. Its default of 16 KiB makes a dozen calls and copies of an ordinary body. */
const INFLATE_CHUNK_BYTES: number = 128 * 1024;

/** Undoes the content coding. A gzip bomb stops at the limit: zlib is told never to put out more. */
export function inflateBody(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: MAX_INFLATED_BYTES, chunkSize: INFLATE_CHUNK_BYTES });
  } catch (error) {
    if (systemErrorCode(error) === 'ERR_BUFFER_TOO_LARGE') {
      const limit = MAX_INFLATED_BYTES.toLocaleString('en');
      throw new RequestError('body_too_large', `The body has more than ${limit} bytes when it is inflated.`);
    }
    throw new RequestError('invalid_encoding', 'The body is not gzip.', { cause: error });
  }
}

/** The one wording for a body over its limit. */
export function bodyTooLarge(bytes: number, limit: number): RequestError {
  const [has, most] = [bytes.toLocaleString('en'), limit.toLocaleString('en')];
  return new RequestError('body_too_large', `The body has ${has} bytes; at most ${most} are taken.`);
}
