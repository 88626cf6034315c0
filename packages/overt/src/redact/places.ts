import { HOME } from './finding.ts';

/** What is known of the person and the machine: replaced wherever it stands as a whole word or path. */
export type RedactionContext = {
  readonly home?: readonly string[];
  readonly users?: readonly string[];
  readonly hosts?: readonly string[];
  readonly projects?: readonly string[];
};

/** Shorter ones are parts of anything. */
const MIN_NAME = 3;
/** Names that tell nobody apart, and words that our own marks are made of. */
const COMMON = new Set(
  'root user users admin administrator runner node localhost localdomain home guest default test tester dev developer build builder docker container ubuntu debian fedora centos alpine arch vagrant jenkins gitlab github git app apps www web www-data data server client host hosts machine local desktop laptop computer macbook windows linux darwin email redacted project projects main master src bin lib tmp var opt usr etc workspace work code nobody daemon system service postgres mysql redis codespace vscode gitpod actions ci circleci travis pi ec2-user azureuser null undefined true false none unknown error token secret password'.split(
    ' ',
  ),
);

/** Replaces the entries of a context, longest first; undefined where there is nothing to replace. */
export function createPlaces(context: RedactionContext): ((text: string) => string) | undefined {
  const marks = new Map<string, string>();
  const add = (
    entries: readonly string[] | undefined,
    mark: string,
    forms: (entry: string) => string[],
  ): void => {
    for (const entry of entries ?? [])
      for (const form of forms(entry))
        if (!marks.has(form.toLowerCase())) marks.set(form.toLowerCase(), mark);
  };
  add(context.projects, '[project]', pathForms);
  add(context.home, HOME, pathForms);
  add(context.hosts, '[host]', hostForms);
  add(context.users, '[user]', nameForms);
  if (marks.size === 0) return undefined;
  const all = [...marks.keys()].toSorted((a, b) => b.length - a.length).map(escape);
  // A word goes on with letters and digits of any script, unless they end an escape: `%2Falice`, `\\nalice`.
  const pattern = new RegExp(
    `(?<=^|[^\\p{L}\\p{N}]|%[\\da-f]{2}|\\\\[nrt])(?:${all.join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  );
  return (text) => text.replace(pattern, (found) => marks.get(found.toLowerCase()) ?? found);
}

/** A path as it is, with each kind of separator, as JSON and URLs write it. A root or one short folder is too common. */
function pathForms(path: string): string[] {
  const whole = path.replace(/[/\\]+$/, '');
  const parts = whole.split(/[/\\]+/).filter(Boolean);
  if (whole.length < 5 || parts.length < 2) return [];
  const lead = /^[/\\]*/.exec(whole)?.[0].length ?? 0;
  const forms = ['/', '\\', '\\\\'].map(
    (separator) => separator.repeat(Math.min(lead, 2)) + parts.join(separator),
  );
  return [whole, ...forms, encode(whole), encode(whole).replaceAll('%2F', '/').replaceAll('%3A', ':')];
}

function nameForms(name: string): string[] {
  return name.length < MIN_NAME || COMMON.has(name.toLowerCase()) || /^\d+$/.test(name)
    ? []
    : [name, encode(name)];
}

/** A host is also called by the first part of its name. */
function hostForms(host: string): string[] {
  return [host, host.split('.', 1)[0] ?? ''].flatMap(nameForms);
}

/** A lone surrogate cannot be encoded. */
function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
