import type { EventRun } from 'overt';

/** Longer ones are cut by Datadog. */
const MAX_TAG_LENGTH = 200;

/** Fields of the run that say something of many runs alike, by the keys that Datadog knows, where it knows them. */
const TAGS: Readonly<Record<string, string>> = {
  environment: 'env',
  version: 'version',
  tool: 'tool',
  os: 'os',
  arch: 'arch',
};

/** The tags of a log: what logs are looked for by, and tied to other data of the same service. */
export function makeTags(resource: EventRun['resource'], own: readonly string[]): string {
  const tags = Object.entries(TAGS).flatMap(([field, key]) => makeTag(key, resource[field]) ?? []);
  return [...tags, ...own].join(',');
}

/** A tag in the form that Datadog would give it; undefined for what cannot be one. */
export function makeTag(key: string, value: string | undefined): string | undefined {
  if (value === undefined || value === '' || !/^[a-z]/i.test(key)) return undefined;
  const tag = `${key.replaceAll(':', '_')}:${value}`.toLowerCase();
  return tag
    .replaceAll(/[^\p{L}\p{N}_\-:./]+/gu, '_')
    .slice(0, MAX_TAG_LENGTH)
    .replace(/[_:]+$/, '');
}
