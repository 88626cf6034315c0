import { RETENTION } from 'overt/catalogue';
import { asRecord } from '../subject/loose-values.ts';
import { commandOf } from './consent-facts.ts';
import { code, renderTable } from './markdown.ts';
import type { PageSubject } from './page-subject.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MIB = 1024 * 1024;

/** The commands that `<tool> telemetry` has. */
const COMMANDS: readonly (readonly [string, string])[] = [
  ['status', 'says whether telemetry is on, and what decided that'],
  ['enable', 'switches it on; `enable errors` for a level'],
  ['disable', 'switches it off and removes what waits'],
  ['show', 'prints the very bytes that would be sent now'],
  ['log', 'prints what was sent, when, and to where'],
  ['crashes', 'lists reports of crashes, shows all of one, sends one by hand'],
  ['export', 'gives you all of it'],
  ['delete', 'deletes it here, and asks the receivers to do so'],
  ['reset-id', 'makes a new random id'],
  ['doctor', 'tries the way to each receiver, and prints the account'],
  ['flush', 'sends now what waits'],
];

/** Where the state is, and what bounds it. */
export function renderKept({ tool, options }: PageSubject): string {
  const limits = { ...RETENTION.spool, ...asRecord(options['limits']) };
  const { journal } = RETENTION;
  const folders = [
    ['Linux', `${code(`~/.local/state/${tool}/telemetry`)}, or below \`$XDG_STATE_HOME\``],
    ['macOS', code(`~/Library/Application Support/${tool}/telemetry`)],
    ['Windows', code(`%LOCALAPPDATA%\\${tool}\\telemetry`)],
  ];
  return [
    `What waits to be sent is kept for at most ${days(limits.maxAgeMs)} and ${mebibytes(limits.maxBytes)}; beyond that ` +
      `the oldest is dropped and counted. What was sent is kept for you to read, for at most ${days(journal.maxAgeMs)} ` +
      `and ${mebibytes(journal.maxBytes)}. Both are lines of JSON in a folder of your own:`,
    renderTable(['System', 'Folder'], folders),
    'In it, `runs` and `outbox` wait, and `journal` has left. Removing the folder removes everything' +
      (options['identity'] === 'machine'
        ? '; the fingerprint of the machine is the same when it is made again. '
        : ', ids too. ') +
      'Where there is no home folder to write in, it is among the temporary files.',
    ...renderHeld(options),
  ].join('\n\n');
}

/** What is written down of a user who has not decided, if anything is. */
function renderHeld({ errors, consent }: PageSubject['options']): string[] {
  if (asRecord(errors)['ask'] !== true || asRecord(consent)['default'] === 'on') return [];
  const { maxFiles, maxAgeMs } = RETENTION.held;
  return [
    `As long as you have decided nothing, a report of a crash is written to \`held\`, and you are asked whether it may be sent. ` +
      `It is not sent unless you say so: ${maxFiles} such reports are kept at most, for at most ${days(maxAgeMs)}.`,
  ];
}

/** How to see and delete. Without a command there are still the files. */
export function renderCommands(subject: PageSubject): string {
  const command = commandOf(subject);
  if (command === undefined)
    return 'The files named above can be read as they are. Removing the folder deletes all of it on your machine.';
  const hasId = !['none', 'machine'].includes(String(subject.options['identity']));
  const commands = COMMANDS.filter(([name]) => name !== 'reset-id' || hasId);
  const rows = commands.map(([name, what]) => [code(`${command} ${name}`), what]);
  return renderTable(['Command', 'What it does'], rows);
}

function days(ms: number): string {
  const number = Math.round((ms / DAY_MS) * 10) / 10;
  return `${number} ${number === 1 ? 'day' : 'days'}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round((bytes / MIB) * 10) / 10} MiB`;
}
