import { describeResource } from 'overt/catalogue';
import { readBuiltin } from '../subject/builtin.ts';
import type { DeclaredField } from '../subject/declared.ts';
import { code, renderList, renderTable } from './markdown.ts';
import type { PageSubject } from './page-subject.ts';

type NamedField = { readonly event: string; readonly field: DeclaredField };

/** What could be attached to events, by the name that it would have. What is attached is not in this list then. */
const NOT_ATTACHED: Readonly<Record<string, string>> = {
  user: 'your user name',
  host: 'the name of your machine',
  ip: 'its network address',
  cwd: 'the folder you work in',
  env: 'environment variables',
  arguments: 'what you typed',
  locale: 'your language',
  timezone: 'your time zone',
};
/** What none of the closed kinds can hold, and every path, web address and e-mail address has. */
const TELLING_CHARACTERS = ['/', '\\', ':', '@'];

/** What goes with every event, as a table. */
export function renderAttached({ tool, options }: Pick<PageSubject, 'tool' | 'options'>): string {
  const rows = Object.entries(describeResource(options)).map(([name, { what, example, optional }]) => [
    code(name),
    what + (optional === true ? '; not in every run' : ''),
    code(name === 'tool' ? tool : example),
  ]);
  return renderTable(['Name', 'What it is', 'Example'], rows);
}

/** What cannot be sent. Each line follows from the kinds of the fields, or from the list of what is attached. */
export function renderNever(subject: PageSubject): string {
  const fields = listFields(subject);
  const builtin = readBuiltin(subject.options).flatMap((event) => event.fields);
  const lines = [
    ...saidOfText(fields),
    ...saidOfPaths(fields),
    ...saidOfHashes(subject, builtin),
    saidOfAttached(subject),
    ...saidOfIdentity(subject),
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

function listFields({ declared, options }: PageSubject): readonly NamedField[] {
  return [...declared, ...readBuiltin(options)].flatMap(({ name, fields }) =>
    fields.map((field) => ({ event: name, field })),
  );
}

function saidOfText(fields: readonly NamedField[]): readonly string[] {
  const texts = fields.filter(({ field }) => field.kind === 'text').map(nameField);
  const holders = [...texts, 'the messages of errors (in a `stack`)'];
  return [
    `Free text below the level \`full\`, but for what the tool's authors wrote for such reports. At that level only ${renderList(holders)} can hold it. Secrets, addresses and paths in it are redacted as far as they can be recognised.`,
  ];
}

/** The words of a `oneOf` are the author's own, and are on this page. */
function saidOfPaths(fields: readonly NamedField[]): readonly string[] {
  if (fields.some(({ field }) => field.kind === 'text')) return [];
  const words = fields.flatMap(({ field }) => field.values);
  const isInWords = TELLING_CHARACTERS.some((character) => words.some((word) => word.includes(character)));
  const but = isInWords ? ', and the fixed words above' : '';
  return [
    `Your paths, web addresses and e-mail addresses. The only fields that can hold the characters that they are made of (${TELLING_CHARACTERS.map(code).join(' ')}) are those that say where in the tool an error came from${but}: files of the tool and of packages that it uses, without the folders above them.`,
  ];
}

function saidOfAttached({ options }: PageSubject): string {
  const attached = describeResource(options);
  const missing = Object.entries(NOT_ATTACHED).filter(([name]) => !Object.hasOwn(attached, name));
  const list = renderList(missing.map(([, what]) => what));
  return `Anything else about your machine or you: ${list} are not among what is sent with each event.`;
}

function saidOfIdentity({ options }: PageSubject): readonly string[] {
  return options['identity'] === 'none'
    ? ['An id. Events of two runs cannot be told to come from one machine.']
    : [];
}

/** Several events that come with Overt have the same ones. */
function saidOfHashes({ declared }: PageSubject, builtin: readonly DeclaredField[]): readonly string[] {
  const own = declared.flatMap(({ name, fields }) => fields.map((field) => ({ event: name, field })));
  const hashes = [
    ...own.filter(({ field }) => field.kind === 'hash').map(nameField),
    ...new Set(builtin.filter(({ kind }) => kind === 'hash').map(({ name }) => code(name))),
  ];
  return hashes.length === 0
    ? []
    : [`The value of ${renderList(hashes)}: only a fingerprint leaves, made with a secret that does not.`];
}

function nameField({ event, field }: NamedField): string {
  return code(`${event}.${field.name}`);
}
