import { setTimeout as wait } from 'node:timers/promises';
import { parseDeletionRequest } from '../erasure/deletion-request.ts';
import type { DeletionRecord } from '../erasure/deletions-table.ts';
import type { DeletionAnswer } from '../erasure/erasure.ts';
import { CollectorError, describeError } from '../errors.ts';
import type { Pipeline } from '../pipeline.ts';
import { withCollector, type FolderOptions } from './with-collector.ts';

/** Small data is erased in a second or two; a large store goes on with it by itself. */
const WAIT_MS = 60_000;
const CHECK_MS = 250;

/** `overt-collector deletions`: what was asked to be deleted, and what became of it. */
export async function runDeletions(options: FolderOptions & { readonly json?: boolean }): Promise<void> {
  const deletions = await withCollector<readonly DeletionRecord[]>(options, {
    askServer: async ({ fetch, project, keys }) => {
      const path = `/v1/deletions?project=${project}`;
      return ((await fetch(path, keys.readKey)) as { deletions: DeletionRecord[] }).deletions;
    },
    askPipeline: (pipeline, project) => pipeline.erasure.list(project),
  });
  if (options.json === true) process.stdout.write(`${JSON.stringify(deletions, null, 2)}\n`);
  else process.stdout.write(deletions.length === 0 ? 'No requests.\n' : deletions.map(describe).join(''));
}

/** `overt-collector erase <id>...`: for who got a letter. */
export async function runErase(ids: readonly string[], options: FolderOptions): Promise<void> {
  const request = check(ids);
  const { receipt, state } = await withCollector<DeletionAnswer>(options, {
    async askServer({ fetch, project, keys }) {
      const key = keys.projects.find(({ name }) => name === project)?.writeKeys[0] ?? '';
      const answer = (await fetch('/v1/deletions', key, { format: 1, ...request })) as DeletionAnswer;
      return waitUntilDone(
        answer,
        async () => (await fetch(`/v1/deletions/${answer.receipt}`, key)) as DeletionAnswer,
      );
    },
    askPipeline: async (pipeline, project) => eraseAlone(pipeline, project, request),
  });
  process.stdout.write(`${receipt}  ${state}\n`);
}

type Request = ReturnType<typeof parseDeletionRequest>;

async function eraseAlone(pipeline: Pipeline, project: string, request: Request): Promise<DeletionAnswer> {
  const answer = await pipeline.erasure.request(project, request);
  return waitUntilDone(
    answer,
    async () => (await pipeline.erasure.stateOf(project, answer.receipt)) ?? answer,
  );
}

async function waitUntilDone(
  first: DeletionAnswer,
  look: () => Promise<DeletionAnswer>,
): Promise<DeletionAnswer> {
  let answer = first;
  for (let waited = 0; answer.state !== 'confirmed' && waited < WAIT_MS; waited += CHECK_MS) {
    await wait(CHECK_MS);
    answer = await look();
  }
  return answer;
}

function check(ids: readonly string[]): Request {
  try {
    return parseDeletionRequest({ format: 1, ids });
  } catch (error) {
    throw new CollectorError('bad_option', describeError(error), { cause: error });
  }
}

function describe({ receipt, state, asked, confirmed, ids, events }: DeletionRecord): string {
  const when = confirmed === null ? '' : ` ${confirmed}`;
  return `${receipt}  asked ${asked}  ids ${ids}  ${state}${when}  events ${events}\n`;
}
