import { isDoNotTrack } from '../consent/resolve.ts';
import { hasPerson, openLetter } from '../erasure/open-letter.ts';
import type { Letter } from '../erasure/letter.ts';
import type { KnownIds } from '../identity/ids.ts';
import type { Answer } from './answer.ts';
import { EXIT } from './answer.ts';
import type { Command } from './command.ts';
import { eraseEverything, placesToAsk } from './erase.ts';
import { formatRows, type Row } from './format.ts';
import { commandName, knownIds, type Manager, ownFolders } from './manager.ts';
import { noteOpened, type RequestStatus } from './requests.ts';
import { countStored, describeEvents, type StoredEvents } from './stored-events.ts';
import { OUTLINE } from './outline.ts';

/** What was erased here, and what became of the request at each place. */
export type Deleted = {
  /** All ids that this installation ever had. They are gone from here now, or go when all places have been asked. */
  readonly ids: KnownIds;
  readonly removed: StoredEvents;
  /** Each place that may have data of this installation. Empty where nothing was ever sent. */
  readonly places: readonly RequestStatus[];
  /** Whether new events will be recorded, under a new id. */
  readonly isOn: boolean;
};

/** @internal */
export const deleteData: Command<Deleted> = {
  outline: OUTLINE.delete,
  warning: describeDeletion,
  run: async (manager, { flags }) => {
    const answer = await eraseEverything(manager);
    return answer.ok && flags['open-mail'] === true ? openAll(manager, answer) : answer;
  },
  render: renderDeleted,
  exitCode: ({ places }) => (places.some(({ state }) => state === 'queued') ? EXIT.no : EXIT.done),
};

/** What goes, for a user who is asked before. */
function describeDeletion(manager: Manager): string {
  const { platform } = manager;
  const folders = ownFolders(manager);
  const { current, past } = knownIds(manager);
  const ids = [...(current === undefined ? [] : [current]), ...past];
  const places = placesToAsk(manager, folders).map(({ name }) => name);
  return [
    'This erases what waits, the journal, the account and every id of this installation. Your choice stays.',
    ...formatRows([
      ['Ids', ids.length === 0 ? 'none' : ids],
      ['Events', describeEvents(countStored(platform, folders))],
      ['Folder', folders],
      ['Asks', places.length === 0 ? 'nobody, as nothing was sent' : places],
    ]),
    'Whoever has data of yours finds it by these ids. Keep them if you want to ask yourself.',
    '',
  ].join('\n');
}

/** A letter that was opened is the user's affair from then on: its ids are in it. */
async function openAll(
  manager: Manager,
  answer: Answer<Deleted> & { readonly ok: true },
): Promise<Answer<Deleted>> {
  const { platform } = manager;
  const places: RequestStatus[] = [];
  for (const place of answer.places) {
    const opened: boolean[] = [];
    for (const letter of place.letters ?? []) opened.push(await openLetter(platform, letter));
    const isOpen = opened.length > 0 && opened.every(Boolean);
    if (isOpen) await noteOpened(manager, place);
    places.push(isOpen ? { ...place, state: 'opened' } : place);
  }
  return { ...answer, places };
}

function renderDeleted({ ids, removed, places, isOn }: Deleted, manager: Manager): string {
  const all = [...(ids.current === undefined ? [] : [ids.current]), ...ids.past];
  const letters = places.filter(({ state }) => state === 'prepared').flatMap(({ letters = [] }) => letters);
  return [
    'Everything here is erased. Your choice is kept.',
    ...formatRows([
      ['Ids', all.length === 0 ? 'none' : all],
      ['Removed', describeEvents(removed)],
      [
        'There',
        places.length === 0 ? 'there is nobody to ask' : places.map((place) => describePlace(place, manager)),
      ],
    ]),
    ...letters.flatMap((letter) => printLetter(letter, manager)),
    ...(isOn
      ? [
          `Telemetry is still on: the next run makes a new id. To stop it: \`${commandName(manager)} disable\`.`,
        ]
      : []),
  ].join('\n');
}

/** Never says more than what has happened. */
function describePlace({ name, state, reason, receipt, text }: RequestStatus, manager: Manager): string {
  const why = reason === undefined ? '' : ` (${reason})`;
  const proof = receipt === undefined ? '' : `; receipt ${receipt}`;
  switch (state) {
    case 'confirmed':
      return `${name}: erased there, too${proof}`;
    case 'requested':
      return `${name}: asked to erase it; it is done later${proof}`;
    case 'queued':
      return `${name}: could not be asked${why}. ${whoAsks(manager)}`;
    case 'prepared':
      return `${name}: a letter is ready below. Nobody is asked before you send it`;
    case 'opened':
      return `${name}: your mail program has the letter. Nobody is asked before you send it`;
    case 'expired':
    case 'impossible':
      return `${name}: ${text ?? describeImpossible(reason)}`;
  }
}

function whoAsks(manager: Manager): string {
  const byHand = `\`${commandName(manager)} flush\` asks again at once`;
  if (isDoNotTrack(manager.platform.env)) return `With DO_NOT_TRACK, only ${byHand}`;
  return `Later runs ask again, for 90 days; ${byHand}`;
}

function describeImpossible(reason: string | undefined): string {
  return reason === 'no_id'
    ? 'what it has carries no id, so that nobody can find it'
    : 'not possible from here: ask its operator, and quote the ids';
}

function printLetter({ to, subject, text }: Letter, manager: Manager): string[] {
  const rows: Row[] = [
    ['To', to],
    ['Subject', subject],
    ['Text', text.trimEnd().split('\r\n')],
  ];
  const how = hasPerson(manager.platform)
    ? [`\`${commandName(manager)} delete --open-mail\` opens it in your mail program.`]
    : [];
  return ['A letter for you to send:', ...formatRows(rows), ...how];
}
