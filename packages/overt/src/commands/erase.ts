import { keepSinkCode } from '../courier/start/locate.ts';
import { purge } from '../courier/purge.ts';
import { askDue } from '../erasure/ask-due.ts';
import { knownPlace, knownPlaceOfOwn, isSamePlace, mergePlaces, type Place } from '../erasure/place.ts';
import { readPlaces, removePlaces } from '../erasure/places-file.ts';
import { planRequests } from '../erasure/plan-requests.ts';
import { isPending, type ErasureRequest } from '../erasure/request.ts';
import { readRequests, writeRequests } from '../erasure/requests-file.ts';
import { deleteIds } from '../identity/ids.ts';
import { readLedger } from '../ledger/store.ts';
import { attempt } from '../platform/attempt.ts';
import { createRunId } from '../spool/run-id.ts';
import { EXIT, fail, type Answer, type Failure } from './answer.ts';
import type { Deleted } from './delete.ts';
import { knownIds, type Manager, ownFolders } from './manager.ts';
import { describeRequest, isListed, withLocks } from './requests.ts';
import { countStored, subtract } from './stored-events.ts';

/** All places together: somebody waits at a prompt. */
const ASK_MS = 12_000;

/**
 * Erases everything here, and asks each place that may have data. The requests are on the disk before the first id goes: whenever
 * this process dies, there are ids or requests that cover them.
 */
export function eraseEverything(manager: Manager): Promise<Answer<Deleted>> {
  const folders = ownFolders(manager);
  return withLocks(manager, folders, () => eraseUnderLock(manager, folders));
}

/** Each place that data may have reached, with how it is asked today. */
export function placesToAsk({ platform, settings }: Manager, folders: readonly string[]): readonly Place[] {
  const today = [...settings.descriptors.map(knownPlace), ...settings.liveSinks.map(knownPlaceOfOwn)];
  const noted = mergePlaces(folders.map((folder) => readPlaces(platform, folder)));
  const ledgers = folders.map((folder) => readLedger(platform, folder));
  // Who removed the notes has not undone what was sent: the account knows of that, too.
  const counted = today.filter(({ name, kind }) => {
    const had = ledgers.some((read) => read.kind === 'read' && (read.ledger.sinks[name]?.delivered ?? 0) > 0);
    return had && kind !== 'noop' && !noted.some((place) => place.name === name);
  });
  const now = platform.now();
  const places = [...noted, ...counted.map((known) => ({ ...known, firstAt: now, lastAt: now, ids: [] }))];
  return places.map((place) => ({ ...place, ...today.find((known) => isSamePlace(known, place)) }));
}

async function eraseUnderLock(manager: Manager, folders: readonly string[]): Promise<Answer<Deleted>> {
  const { platform, settings, gate } = manager;
  const ids = knownIds(manager);
  const found = countStored(platform, folders);
  const kept = keepRequests(manager, folders);
  if ('problem' in kept) return kept;
  manager.abandon();
  const problem = eraseFolders(manager, folders);
  if (problem !== undefined) return fail(EXIT.no, problem);
  const removed = subtract(found, countStored(platform, folders));
  const { liveSinks } = settings;
  const signal = AbortSignal.timeout(ASK_MS);
  const answered =
    kept.folder === undefined
      ? []
      : await askDue({ platform, folder: kept.folder, liveSinks, signal, byHand: true });
  const told = kept.requests.filter(isListed);
  const places = told.map((one) => describeRequest(answered.find(({ run }) => run === one.run) ?? one));
  return { ok: true, ids, removed, places, isOn: gate.current().level !== 'off' };
}

type Kept = { readonly folder?: string; readonly requests: readonly ErasureRequest[] };

/** Writes down who is to be asked for what, of all folders in the first that takes it. */
function keepRequests(manager: Manager, folders: readonly string[]): Kept | Failure {
  const { platform, settings } = manager;
  const { tool, version } = settings;
  const read = folders.map((folder) => readRequests(platform, folder));
  if (read.some(({ kind }) => kind === 'newer'))
    return fail(EXIT.no, 'Nothing was erased: a later version of this tool keeps the requests for deletion.');
  const asked = read.flatMap((one) => (one.kind === 'read' ? one.requests : []));
  const { current, past } = knownIds(manager);
  const ids = [...(current === undefined ? [] : [current]), ...past];
  const places = placesToAsk(manager, folders);
  const createRun = (): string => createRunId(platform);
  const plan = { tool, version, places, ids, asked, now: platform.now(), createRun };
  const requests = planRequests(plan);
  if (requests.length === 0) return { requests };
  const folder =
    folders.find((one) => attempt(() => write(manager, one, requests)) === true) ??
    makeRoom(manager, folders, requests);
  if (folder === undefined) {
    if (!requests.some((one) => isPending(one) || one.state === 'prepared')) return { requests };
    return fail(
      EXIT.notStored,
      `Nothing was erased: who is to be asked could not be written down in ${folders.join(', ')}.`,
    );
  }
  for (const other of folders) if (other !== folder) writeRequests(platform, other, []);
  return { folder, requests };
}

/** On a full disk there is room once what waits is gone; the ids stay until the requests are written. */
function makeRoom(
  manager: Manager,
  folders: readonly string[],
  requests: readonly ErasureRequest[],
): string | undefined {
  for (const folder of folders) attempt(() => purge(manager.platform, folder));
  return folders.find((folder) => attempt(() => write(manager, folder, requests)) === true);
}

function write({ platform, settings }: Manager, folder: string, requests: readonly ErasureRequest[]): true {
  const coded = requests.map((request) => {
    const { way, name } = request;
    if (!isPending(request) || (way.kind !== 'sink' && way.kind !== 'event')) return request;
    // A tool that carries the code of its sinks as text has it here; what is kept has only what it takes to find a file.
    const today = settings.descriptors.find((sink) => sink.name === name && sink.module !== undefined);
    const module = way.sink.module ?? today?.module;
    const sink = keepSinkCode(platform, folder, { ...way.sink, ...(module === undefined ? {} : { module }) });
    return { ...request, way: { ...way, sink } };
  });
  writeRequests(platform, folder, coded);
  return true;
}

/** First what waits and what was kept, then the ids, then where they were sent. Answers what went wrong. */
function eraseFolders({ platform }: Manager, folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    if (attempt(() => (purge(platform, folder), true)) !== true)
      return `${folder} could not be erased: it cannot be written.`;
  }
  if (!deleteIds(platform, folders)) return 'The ids could not be removed.';
  // Again: a run may have begun with the old id in between. One that begins now gets another.
  for (const folder of folders) attempt(() => purge(platform, folder));
  for (const folder of folders) removePlaces(platform, folder);
  return undefined;
}
