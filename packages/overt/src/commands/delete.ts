import { purge } from '../courier/purge.ts';
import { takeLock } from '../courier/lock.ts';
import { sleep } from '../platform/time.ts';
import { createSink } from '../sinks/create.ts';
import type { DeletionResult, Sink } from '../sinks/sink.ts';
import { EXIT, fail, type Answer } from './answer.ts';
import type { Command } from './command.ts';
import { formatRows } from './format.ts';
import { deleteIds, type KnownIds } from '../identity/ids.ts';
import { commandName, knownIds, type Manager, ownFolders } from './manager.ts';
import { countStored, describeEvents, subtract, type StoredEvents } from './stored-events.ts';

/** What was erased here, and what became of the request at each sink. */
export type Deleted = {
  /** All ids that this installation ever had. They are gone from here now: only this answer still names them. */
  readonly ids: KnownIds;
  readonly removed: StoredEvents;
  readonly sinks: readonly (DeletionResult & { readonly sink: string })[];
  /** Whether new events will be recorded, under a new id. */
  readonly isOn: boolean;
};

/** A courier that is at work is done within this, or is stuck. */
const LOCK_WAIT_MS = 5000;
const LOCK_PAUSE_MS = 50;
const REMOTE_TIMEOUT_MS = 10_000;

/** @internal */
export const deleteData: Command<Deleted> = {
  summary: 'erase everything here, and ask for it to be erased where it was sent',
  flags: { yes: { help: 'do not ask first' } },
  warning: describeDeletion,
  run: eraseAll,
  render: renderDeleted,
  exitCode: ({ sinks }) => (sinks.some(({ kind }) => kind === 'failed') ? EXIT.no : EXIT.done),
};

/** What goes, for a user who is asked before. */
function describeDeletion(manager: Manager): string {
  const { platform } = manager;
  const folders = ownFolders(manager);
  const { current, past } = knownIds(manager);
  const ids = [...(current === undefined ? [] : [current]), ...past];
  return [
    'This erases what waits, the journal, the account and every id of this installation. Your choice stays.',
    ...formatRows([
      ['Ids', ids.length === 0 ? 'none' : ids],
      ['Events', describeEvents(countStored(platform, folders))],
      ['Folder', folders],
    ]),
    'Whoever has data of yours finds it by these ids. Keep them if you want to ask.',
    '',
  ].join('\n');
}

async function eraseAll(manager: Manager): Promise<Answer<Deleted>> {
  const { platform, gate } = manager;
  const folders = ownFolders(manager);
  const ids = knownIds(manager);
  const sinks = await askSinks(manager, ids);
  const found = countStored(platform, folders);
  manager.abandon();
  for (const folder of folders) {
    const problem = await eraseFolder(manager, folder);
    if (problem !== undefined) return fail(EXIT.no, problem);
  }
  if (!deleteIds(platform, folders)) return fail(EXIT.no, 'The ids could not be removed.');
  const left = countStored(platform, folders);
  return { ok: true, ids, removed: subtract(found, left), sinks, isOn: gate.current().level !== 'off' };
}

/** Under the lock: a courier at work would write its books anew. Answers what went wrong. */
async function eraseFolder({ platform }: Manager, folder: string): Promise<string | undefined> {
  const end = platform.elapsed() + LOCK_WAIT_MS;
  for (;;) {
    const lock = await takeLock(platform, folder);
    if (lock === undefined && platform.elapsed() < end) {
      await sleep(LOCK_PAUSE_MS);
      continue;
    }
    if (lock === undefined)
      return `Something is being sent right now, so ${folder} was not erased. Try again in a minute.`;
    try {
      purge(platform, folder);
      return undefined;
    } catch {
      return `${folder} could not be erased: it cannot be written.`;
    } finally {
      lock.release();
    }
  }
}

async function askSinks(
  { platform, settings }: Manager,
  { current, past }: KnownIds,
): Promise<Deleted['sinks']> {
  const ids = [...(current === undefined ? [] : [current]), ...past];
  const { descriptors, liveSinks } = settings;
  const sinks = [...descriptors.map((descriptor) => createSink(platform, descriptor)), ...liveSinks];
  return Promise.all(sinks.map(async (sink) => ({ sink: sink.name, ...(await askSink(sink, ids)) })));
}

async function askSink(sink: Sink, ids: readonly string[]): Promise<DeletionResult> {
  if (sink.deleteData === undefined) return { kind: 'unsupported' };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), REMOTE_TIMEOUT_MS);
  try {
    return await sink.deleteData(ids, { signal: stop.signal });
  } catch {
    return { kind: 'failed', reason: 'sink_threw' };
  } finally {
    clearTimeout(timer);
  }
}

const REMOTE: Readonly<Record<DeletionResult['kind'], string>> = {
  confirmed: 'erased there, too',
  requested: 'asked to erase it; it is done later',
  unsupported: 'not possible from here: ask its operator, and quote the ids',
  failed: 'could not be asked',
};

function renderDeleted({ ids, removed, sinks, isOn }: Deleted, manager: Manager): string {
  const all = [...(ids.current === undefined ? [] : [ids.current]), ...ids.past];
  const there = sinks.map(
    ({ sink, kind, reason }) => `${sink}: ${REMOTE[kind]}${reason === undefined ? '' : ` (${reason})`}`,
  );
  return [
    'Everything here is erased. Your choice is kept.',
    ...formatRows([
      ['Ids', all.length === 0 ? 'none' : all],
      ['Removed', describeEvents(removed)],
      ['There', there],
    ]),
    ...(isOn
      ? [
          `Telemetry is still on: the next run makes a new id. To stop it: \`${commandName(manager)} disable\`.`,
        ]
      : []),
  ].join('\n');
}
