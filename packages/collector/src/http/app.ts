import { Hono, type Context } from 'hono';
import type { Ingest } from '../ingest/ingest.ts';
import { RETRY_AFTER_S } from '../limits.ts';
import type { Logger } from '../logger.ts';
import type { LoweringBoard } from '../lowering/lowering-board.ts';
import type { Report } from '../report/report.ts';
import { RequestError } from '../wire/request-error.ts';
import { addDeletions, type DeletionParts } from './deletions.ts';
import { projectToRead, projectToWrite, takeBody, type Env } from './request.ts';

/** What the HTTP face of the collector stands on. */
export type AppParts = DeletionParts & {
  readonly ingest: Ingest;
  readonly report: (project: string) => Promise<Report>;
  /** What the clients of a project are asked for. */
  readonly lowering: LoweringBoard;
  /** For `/healthz`: what an operator wants to see. */
  readonly health: () => Readonly<Record<string, unknown>>;
  readonly logger: Logger;
};

/** The HTTP face: docs/wire-format.md, and what operators need. */
export function createApp(parts: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/v1/events', (context) => takeEvents(context, parts));
  app.get('/v1/report', (context) => giveReport(context, parts));
  addDeletions(app, parts);
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
  const project = projectToWrite(context, parts.keys);
  const answer = await takeBody(context, parts, (body) => parts.ingest.take(project, body));
  return context.json({ ...answer, lower: parts.lowering(project) });
}

async function giveReport(context: Context<Env>, parts: AppParts): Promise<Response> {
  return context.json(await parts.report(projectToRead(context, parts.keys)));
}

function answerError(context: Context<Env>, error: RequestError): Response {
  const { code, message, status } = error;
  if (status === 429 || status === 503) context.header('Retry-After', String(RETRY_AFTER_S));
  if (status === 401) context.header('WWW-Authenticate', 'Bearer');
  // No `Connection: close` with 413 and 408: closing on a sender that is still writing would reset the connection and
  // take the answer with it. @hono/node-server reads on for half a second, then closes.
  return context.json({ error: { code, message } }, status);
}
