import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Hono, type Context } from 'hono';
import type { Ingest } from '../ingest/ingest.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { MAX_BODY_BYTES, RETRY_AFTER_S } from '../limits.ts';
import type { Logger } from '../logger.ts';
import type { LoweringBoard } from '../lowering/lowering-board.ts';
import type { Report } from '../report/report.ts';
import { RequestError } from '../wire/request-error.ts';
import type { MemoryBudget } from '../ingest/memory-budget.ts';
import { bodyTooLarge, inflateBody, readBody } from './read-body.ts';

/** What the HTTP face of the collector stands on. */
export type AppParts = {
  readonly keys: KeyRing;
  readonly ingest: Ingest;
  readonly report: (project: string) => Promise<Report>;
  /** What the clients of a project are asked for. */
  readonly lowering: LoweringBoard;
  /** Why nothing can be taken now, if that is so. */
  readonly refusal: () => RequestError | undefined;
  /** For `/healthz`: what an operator wants to see. */
  readonly health: () => Readonly<Record<string, unknown>>;
  readonly budget: MemoryBudget;
  readonly bodyDeadlineMs: number;
  readonly logger: Logger;
};

/** Node's request is there when @hono/node-server serves the app, and is not in `app.request()`. */
type Env = { Bindings: { readonly incoming?: IncomingMessage } };

/** The HTTP face: docs/wire-format.md, and what operators need. */
export function createApp(parts: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/v1/events', (context) => takeEvents(context, parts));
  app.get('/v1/report', (context) => giveReport(context, parts));
  app.get('/healthz', (context) => {
    const refusal = parts.refusal();
    const status = refusal === undefined ? 'ok' : refusal.code;
    return context.json({ status, ...parts.health() }, refusal === undefined ? 200 : 503);
  });
  app.notFound((context) => {
    const { method, path } = context.req;
    return answerError(
      context,
      new RequestError('not_found', `There is no ${method} ${path.slice(0, 100)}.`),
    );
  });
  app.onError((error, context) => {
    if (error instanceof RequestError) return answerError(context, error);
    parts.logger('error', 'A request failed.', { error: error.stack ?? String(error) });
    return answerError(
      context,
      new RequestError('internal', 'Something is wrong here, not with the request.'),
    );
  });
  return app;
}

async function takeEvents(context: Context<Env>, parts: AppParts): Promise<Response> {
  const project = parts.keys.projectOf(bearerOf(context));
  if (project === undefined) throw new RequestError('unauthorized', 'The write key is missing or not known.');
  const isGzip = checkHeaders(context);
  const refusal = parts.refusal();
  if (refusal !== undefined) throw refusal;
  const { budget, bodyDeadlineMs } = parts;
  const body = await readBody(sourceOf(context), { budget, deadlineMs: bodyDeadlineMs });
  try {
    const answer = await parts.ingest.take(project, isGzip ? inflateBody(body) : body);
    return context.json({ ...answer, lower: parts.lowering(project) });
  } finally {
    budget.give(body.length);
  }
}

async function giveReport(context: Context<Env>, parts: AppParts): Promise<Response> {
  if (!parts.keys.mayRead(bearerOf(context))) {
    throw new RequestError('unauthorized', 'The read key is missing or wrong; write keys let nothing out.');
  }
  const projects = parts.keys.projects();
  const project = context.req.query('project') ?? projects[0] ?? '';
  if (!projects.includes(project)) throw new RequestError('not_found', 'There is no project of that name.');
  return context.json(await parts.report(project));
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

function answerError(context: Context<Env>, error: RequestError): Response {
  const { code, message, status } = error;
  if (status === 429 || status === 503) context.header('Retry-After', String(RETRY_AFTER_S));
  if (status === 401) context.header('WWW-Authenticate', 'Bearer');
  // No `Connection: close` with 413 and 408: closing on a sender that is still writing would reset the connection and
  // take the answer with it. @hono/node-server reads on for half a second, then closes.
  return context.json({ error: { code, message } }, status);
}
