import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeEvents, makeRequest, makeRun } from './events.ts';
import { waitFor } from './wait-for.ts';

export type Target = { readonly url: string; readonly writeKey: string };
export type DeletionState = { readonly receipt: string; readonly state: string };

/** An install id as the SDK makes them. */
export function makeInstall(): string {
  return randomBytes(16).toString('hex');
}

/** A request with `count` events of an installation, in a run of its own. */
export function makeRequestOf(
  install: string,
  count: number,
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  const resource = { tool: 'tally', version: '1.4.2', install, os: 'linux' };
  return makeRequest({ runs: [makeRun({ resource, events: makeEvents(count), ...fields })] });
}

/** Asks for the deletion of ids. */
export function askToDelete(
  target: Target,
  ids: readonly unknown[],
  fields: Record<string, unknown> = {},
): Promise<Response> {
  return fetch(`${target.url}/v1/deletions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${target.writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ format: 1, ids, ...fields }),
  });
}

/** Asks until it is confirmed, and answers the receipt. */
export async function deleteAndWait(target: Target, ids: readonly string[]): Promise<string> {
  let receipt = '';
  await waitFor(
    'the deletion to be confirmed',
    async () => {
      await wait(100); // a question is work for the store
      const answer = (await (await askToDelete(target, ids)).json()) as DeletionState;
      receipt ||= answer.receipt;
      return answer.state === 'confirmed' && answer.receipt === receipt;
    },
    40_000,
  );
  return receipt;
}

/** The files under `folder` in which the bytes are. */
export function findBytes(folder: string, text: string): string[] {
  return listFiles(folder).filter((path) => readFileSync(path).includes(text));
}

/** All files under a folder. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? listFiles(path) : [path];
  });
}
