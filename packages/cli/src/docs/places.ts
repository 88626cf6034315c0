import { RETENTION } from 'overt/catalogue';
import { asRecord, asText } from '../subject/declared.ts';
import { commandOf } from './consent-facts.ts';
import { code, escapeText, renderTable } from './markdown.ts';
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

/** Where events go; without keys. Nothing where the options are not known. */
export function renderPlaces({ options }: PageSubject): readonly string[] {
  const { sinks } = options;
  if (!Array.isArray(sinks)) return [];
  const list = sinks.map((sink) => asRecord(sink));
  const isSentByHttp = list.some(({ kind }) => kind === 'http' || kind === 'collector');
  const address = 'A receiver sees the network address that a request comes from, as every web server does.';
  return [
    '## Where it goes',
    list.map((sink) => `- ${describeSink(sink)}`).join('\n'),
    ...(isSentByHttp ? [address] : []),
  ];
}

function describeSink({ kind, name, options }: Readonly<Record<string, unknown>>): string {
  const { url, path } = asRecord(options);
  switch (kind) {
    case 'collector':
      return `To ${showUrl(url)}, an Overt collector, which stores no network addresses.`;
    case 'http':
      return `To ${showUrl(url)}.`;
    case 'file':
      return `Into the file ${code(asText(path))} on your machine.`;
    case 'stdout':
      return 'To the output of the tool itself.';
    case 'noop':
      return 'Nowhere: it stays on your machine.';
    default:
      return `To ${escapeText(asText(name))}, by code of the tool.`;
  }
}

/** Neither a login nor a query: keys may be in both. */
function showUrl(url: unknown): string {
  try {
    const { origin, pathname } = new URL(asText(url));
    return code(pathname === '/' ? origin : origin + pathname);
  } catch {
    return 'a place that cannot be read';
  }
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
