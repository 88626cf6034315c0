import type { BatchEvent } from 'overt';

type PropValue = BatchEvent['props'][string];

/** By the name of a tag, that of the property of the event or of the field of its run. */
const PROPS: Readonly<Record<string, string>> = {
  command: 'command',
  exit_code: 'exitCode',
  error_code: 'errorCode',
  reference: 'reference',
  intercepted: 'intercepted',
};
const FIELDS: Readonly<Record<string, string>> = {
  install_method: 'installMethod',
  agent: 'agent',
  'context.name': 'contextName',
  'context.version': 'contextVersion',
  ci: 'ci',
  ci_pr: 'ciPr',
  container: 'container',
  distro: 'distro',
  nested: 'nested',
  tty: 'tty',
};

const OWN = 'tag.';
/** Sentry puts something of its own under these names. */
const RESERVED = new Set([
  'device',
  'dist',
  'environment',
  'event',
  'level',
  'os',
  'release',
  'runtime',
  'url',
  'user',
]);
/** Longer ones make Sentry drop the tag. */
const MAX_KEY_LENGTH = 32;
const MAX_VALUE_LENGTH = 200;

/** What the events of a project are looked for by. Tags of the author and the user keep their names where those are free. */
export function makeTags(
  { props, run: { resource } }: BatchEvent,
  code: string | undefined,
): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [key, value] of Object.entries(resource)) {
    if (!key.startsWith(OWN)) continue;
    const name = key.slice(OWN.length);
    add(tags, RESERVED.has(name) ? key : name, value);
  }
  for (const [name, key] of Object.entries(FIELDS)) add(tags, name, resource[key]);
  for (const [name, key] of Object.entries(PROPS)) add(tags, name, props[key]);
  // As the author writes it.
  add(tags, 'error_code', code);
  return tags;
}

function add(tags: Record<string, string>, name: string, value: PropValue | undefined): void {
  if (value === undefined || value === '' || name.length > MAX_KEY_LENGTH) return;
  // Within one line, as Sentry wants them.
  tags[name] = String(value).replaceAll(/\s+/g, ' ').slice(0, MAX_VALUE_LENGTH);
}
