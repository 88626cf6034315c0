import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError, messageOf } from '../errors.ts';
import type { Project } from '../subject/config.ts';
import { asRecord, asText } from '../subject/loose-values.ts';

/** What an earlier version declared. */
export type Released = {
  readonly events: ReadonlyMap<string, ReleasedEvent>;
  /** The version of the text that users had seen; undefined where only the events were known. */
  readonly textVersion: number | undefined;
};

export type ReleasedEvent = {
  readonly level: string;
  readonly expires: string;
  readonly fields: ReadonlyMap<string, ReleasedField>;
};

export type ReleasedField = {
  readonly kind: string;
  readonly isRequired: boolean;
  readonly values: readonly string[];
  /** Of a slug: words; of a text: characters. */
  readonly most: number;
};

/** Reads the schema that `against` names: a file, or a git ref at which the schema was committed. */
export function readReleased(project: Project, against: string | undefined): Released | undefined {
  if (against === undefined) return undefined;
  const path = resolve(project.root, against);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const text = isFile ? readFileSync(path, 'utf8') : readFromGit(project, against);
  const released = parseReleased(parseJson(against, text));
  if (released !== undefined) return released;
  throw new CliError(`${against} is not a schema that \`overt docs\` wrote.`);
}

function readFromGit({ root, config }: Project, ref: string): string {
  // A ref never begins with a dash; an option of git does.
  if (ref.startsWith('-')) throw new CliError(`"${ref}" is neither a file nor a git ref.`);
  const schema = config.schema.replaceAll('\\', '/').replace(/^\.\//, '');
  const { status, stdout, stderr, error } = spawnSync('git', ['show', `${ref}:./${schema}`], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return stdout;
  const why = error === undefined ? stderr.trim().split('\n')[0] : messageOf(error);
  throw new CliError(`"${ref}" is neither a file nor a git ref with ${config.schema} in it: ${why}`);
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(`The schema of ${name} cannot be read: ${messageOf(error)}`);
  }
}

/** Reads the tool's own events from a schema; undefined for a schema of something else. */
export function parseReleased(schema: unknown): Released | undefined {
  const entries = Object.entries(asRecord(asRecord(schema)['$defs'])).filter(
    ([, definition]) => 'x-overt-expires' in asRecord(definition),
  );
  if (entries.length === 0) return undefined;
  const own = entries.filter(([, definition]) => asRecord(definition)['x-overt-builtin'] !== true);
  const version = asRecord(schema)['x-overt-text-version'];
  return {
    events: new Map(own.map(([name, definition]) => [name, readEvent(asRecord(definition))])),
    textVersion: typeof version === 'number' ? version : undefined,
  };
}

function readEvent(definition: Readonly<Record<string, unknown>>): ReleasedEvent {
  const { level, props } = asRecord(definition['properties']);
  const { properties, required } = asRecord(props);
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  const fields = Object.entries(asRecord(properties)).map(
    ([name, field]) => [name, readField(asRecord(field), names.includes(name))] as const,
  );
  return {
    level: asText(asRecord(level)['const']),
    expires: asText(definition['x-overt-expires']),
    fields: new Map(fields),
  };
}

function readField(field: Readonly<Record<string, unknown>>, isRequired: boolean): ReleasedField {
  const { enum: values, maxLength, 'x-overt-kind': kind, 'x-overt-max-words': maxWords } = field;
  return {
    kind: asText(kind),
    isRequired,
    values: Array.isArray(values) ? values.map(String) : [],
    most: kind === 'slug' ? Number(maxWords) : kind === 'text' ? Number(maxLength) : 0,
  };
}
