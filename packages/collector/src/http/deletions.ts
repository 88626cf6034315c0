import type { Context, Hono } from 'hono';
import { parseDeletionRequest } from '../erasure/deletion-request.ts';
import type { Erasure } from '../erasure/erasure.ts';
import { RequestError } from '../wire/request-error.ts';
import { projectToRead, projectToWrite, takeJson, type Env, type RequestParts } from './request.ts';

/** What requests for deletion stand on. */
export type DeletionParts = RequestParts & {
  readonly erasure: Pick<Erasure, 'request' | 'stateOf' | 'list'>;
};

/** Adds what is asked and answered about deletion: docs/wire-format.md. */
export function addDeletions(app: Hono<Env>, parts: DeletionParts): void {
  app.post('/v1/deletions', async (context) => {
    const project = projectToWrite(context, parts.keys);
    const request = parseDeletionRequest(await takeJson(context, parts));
    const answer = await parts.erasure.request(project, request);
    return context.json(answer, answer.state === 'confirmed' ? 200 : 202);
  });
  app.get('/v1/deletions/:receipt', (context) => giveState(context, parts));
  app.get('/v1/deletions', async (context) => {
    const project = projectToRead(context, parts.keys);
    return context.json({ deletions: await parts.erasure.list(project) });
  });
}

async function giveState(
  context: Context<Env, '/v1/deletions/:receipt'>,
  { keys, erasure }: DeletionParts,
): Promise<Response> {
  const project = projectToWrite(context, keys);
  const answer = await erasure.stateOf(project, context.req.param('receipt'));
  if (answer === undefined) throw new RequestError('not_found', 'There is no request of that receipt.');
  return context.json(answer);
}
