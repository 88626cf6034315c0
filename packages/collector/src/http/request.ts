import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import type { MemoryBudget } from '../ingest/memory-budget.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { MAX_BODY_BYTES } from '../limits.ts';
import { RequestError } from '../wire/request-error.ts';
import { bodyTooLarge, inflateBody, readBody } from './read-body.ts';

/** What every request that is taken in stands on. */
export type RequestParts = {
  readonly keys: KeyRing;
  /** Why nothing can be taken now, if that is so. */
  readonly refusal: () => RequestError | undefined;
  readonly budget: MemoryBudget;
  readonly bodyDeadlineMs: number;
};

/** Node's request is there when @hono/node-server serves the app, and is not in `app.request()`. */
export type Env = { Bindings: { readonly incoming?: IncomingMessage } };

/** The project whose write key came. Throws `unauthorized`. */
export function projectToWrite(context: Context<Env>, keys: KeyRing): string {
  const project = keys.projectOf(bearerOf(context));
  if (project === undefined) throw new RequestError('unauthorized', 'The write key is missing or not known.');
  return project;
}

/** The project that is asked about with the read key: the first one when none is named. */
export function projectToRead(context: Context<Env>, keys: KeyRing): string {
  if (!keys.mayRead(bearerOf(context))) {
    throw new RequestError('unauthorized', 'The read key is missing or wrong; write keys let nothing out.');
  }
  const projects = keys.projects();
  const project = context.req.query('project') ?? projects[0] ?? '';
  if (!projects.includes(project)) throw new RequestError('not_found', 'There is no project of that name.');
  return project;
}

/** Reads a body within the limits, hands it over without its coding, and then lets go of its memory. */
export async function takeBody<Answer>(
  context: Context<Env>,
  { refusal, budget, bodyDeadlineMs }: RequestParts,
  take: (body: Buffer) => Promise<Answer>,
): Promise<Answer> {
  const isGzip = checkHeaders(context);
  const refused = refusal();
  if (refused !== undefined) throw refused;
  const body = await readBody(sourceOf(context), { budget, deadlineMs: bodyDeadlineMs });
  try {
    return await take(isGzip ? inflateBody(body) : body);
  } finally {
    budget.give(body.length);
  }
}

/** Reads a body of JSON. Throws `invalid_json`. */
export function takeJson(context: Context<Env>, parts: RequestParts): Promise<unknown> {
  return takeBody(context, parts, async (body) => {
    try {
      return JSON.parse(body.toString('utf8')) as unknown;
    } catch (error) {
      throw new RequestError('invalid_json', 'The body is not JSON.', { cause: error });
    }
  });
}

function bearerOf(context: Context<Env>): string {
  const [scheme, key] = (context.req.header('authorization') ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? (key ?? '') : '';
}

/** Everything that can be refused before a byte of the body is read. Answers whether the body is gzip. */
function checkHeaders(context: Context<Env>): boolean {
  const type = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new RequestError('unsupported_media_type', 'The body has to be application/json.');
  }
  const encoding = (context.req.header('content-encoding') ?? 'identity').toLowerCase();
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new RequestError('unsupported_media_type', 'The content encoding has to be gzip or absent.');
  }
  const length = Number(context.req.header('content-length') ?? 0);
  if (length > MAX_BODY_BYTES) throw bodyTooLarge(length, MAX_BODY_BYTES);
  return encoding === 'gzip';
}

function sourceOf(context: Context<Env>): Readable {
  const incoming = (context.env as Env['Bindings'] | undefined)?.incoming;
  if (incoming !== undefined) return incoming;
  const { body } = context.req.raw;
  return body === null ? Readable.from([]) : Readable.fromWeb(body);
}
