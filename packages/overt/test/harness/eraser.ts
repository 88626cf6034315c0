import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askCommand } from './command.ts';
import { waitForCouriers } from './couriers.ts';
import type { FlatEvent } from './delivered.ts';
import { parsePost, textOf } from './inbox.ts';
import { startFaultServer, type FaultServer, type Received } from './fault-server.ts';
import { storeConsent, type Place } from './place.ts';
import { runTool, type ToolRun } from './run-tool.ts';
import type { FixtureOptions, FixtureSink } from './settings.ts';
import { test as base } from './test.ts';

/** A receiver of somebody else: events at `/events`, requests to erase them at `/erase`. */
export type Eraser = FaultServer & {
  readonly received: readonly Received[];
  /** The bodies of all requests to erase, in the order in which they came. */
  readonly erasures: () => readonly unknown[];
  /** All events that came. */
  readonly events: () => readonly FlatEvent[];
  /** All ids that were asked to be erased. */
  readonly asked: () => readonly string[];
};

/** A test with such a receiver, which takes all. */
export const test = base.extend('eraser', async ({ task: _task }, { onCleanup }) => {
  const eraser = await startEraser();
  onCleanup(() => eraser.close());
  return eraser;
});

/** Starts one that answers requests to erase with what `answer` says. */
export async function startEraser(
  answer: (count: number) => { readonly status: number; readonly body: string } = () => ({
    status: 202,
    body: '',
  }),
): Promise<Eraser> {
  const received: Received[] = [];
  const list = (): Received[] => received.filter(({ path }) => path === '/erase');
  const erasures = (): unknown[] => list().map((request) => JSON.parse(textOf(request)) as unknown);
  const server = await startFaultServer(async (request) => {
    received.push(request);
    return request.path === '/erase' ? answer(list().length) : { status: 200, body: '' };
  });
  const asked = (): string[] => erasures().flatMap((body) => (body as { ids: string[] }).ids);
  const events = (): FlatEvent[] => received.filter(({ path }) => path === '/events').flatMap(parsePost);
  return { ...server, received, erasures, asked, events };
}

/** An `http` sink there, and how it is asked. */
export function sinkAt(
  url: string,
  { name = 'main', ...options }: Readonly<Record<string, unknown>> & { readonly name?: string } = {},
): FixtureSink {
  const deletion = { kind: 'http', url: `${url}/erase` };
  return ['http', { url: `${url}/events`, name, deletion, ...options }];
}

const ASK = { consent: { default: 'ask' } } as const;

/** Options of a tool that sends to these sinks, for users who have been asked. */
export function optionsFor(...sinks: readonly FixtureSink[]): FixtureOptions {
  return { ...ASK, sinks };
}

/** A user who said yes runs the tool once, and all is delivered. */
export async function work(place: Place, options: FixtureOptions, run: Partial<ToolRun> = {}): Promise<void> {
  storeConsent(place.spool, { how: 'command', level: 'full' });
  await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options, ...run });
  await waitForCouriers(place.root);
}

/** A run of the tool, and of the courier that it may start. */
export async function runOnce(
  place: Place,
  options: FixtureOptions,
  run: Partial<ToolRun> = {},
): Promise<void> {
  await runTool(place, { fixture: 'next.mjs', options, ...run });
  await waitForCouriers(place.root);
}

export type DeletedPlace = {
  readonly name: string;
  readonly state: string;
  readonly reason?: string;
  readonly ids: readonly string[];
  readonly receipt?: string;
  readonly text?: string;
  readonly letters?: readonly { readonly url: string; readonly text: string }[];
};
export type Deleted = {
  readonly ids: { readonly current?: string; readonly past: readonly string[] };
  readonly places: readonly DeletedPlace[];
  readonly code: number | null;
};

/** `delete --yes`, and what it says. */
export function erase(place: Place, options: FixtureOptions, run: Partial<ToolRun> = {}): Promise<Deleted> {
  return askCommand<Deleted>(place, ['delete', '--yes'], { options, ...run });
}

/** The files in the state folder, by their names. */
export function listState({ spool }: Place): string[] {
  const names = readdirSync(spool, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => lstatSync(join(spool, name)).isFile()).toSorted();
}

type Queued = Record<string, unknown> & { readonly ids: readonly string[] };

/** What is still to be asked. */
export function readQueue({ spool }: Place): readonly Queued[] {
  const path = join(spool, 'deletions.json');
  if (!existsSync(path)) return [];
  return (JSON.parse(readFileSync(path, 'utf8')) as { requests: Queued[] }).requests;
}

/** Changes what is kept of each request, such as the time of its next try. */
export function changeQueue(place: Place, change: Readonly<Record<string, unknown>>): void {
  const requests = readQueue(place).map((request) => ({ ...request, ...change }));
  writeFileSync(join(place.spool, 'deletions.json'), JSON.stringify({ format: 1, requests }), {
    mode: 0o600,
  });
}
