import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError, messageOf } from '../errors.ts';

/** One finding that the author stands by. */
export type Suppression = {
  readonly rule: string;
  readonly event?: string;
  readonly field?: string;
  readonly reason?: string;
};

/** What the key `overt` of a tool's package.json may say. */
export type Config = {
  /** The module that declares the telemetry, from the folder of package.json. */
  readonly telemetry?: string;
  /**
   * Where `overt docs` writes the page.
   * @default 'TELEMETRY.md'
   */
  readonly docs: string;
  /**
   * Where `overt docs` writes the JSON Schema.
   * @default 'telemetry.schema.json'
   */
  readonly schema: string;
  /**
   * The tool's command that shows and deletes telemetry; false where it has none.
   * @default 'telemetry'
   */
  readonly command: string | false;
  /** The released schema that changes are compared with: a file, or a git ref. */
  readonly against?: string;
  /**
   * How many days ahead an expiry may lie.
   * @default 730
   */
  readonly maxExpiryDays: number;
  readonly suppress: readonly Suppression[];
};

/** A tool's package: its folder, its name, and what it says to us. */
export type Project = { readonly root: string; readonly name: string; readonly config: Config };

export const DEFAULT_CONFIG: Config = {
  docs: 'TELEMETRY.md',
  schema: 'telemetry.schema.json',
  command: 'telemetry',
  // Two years: whoever declared an event for a question has had their answer by then.
  maxExpiryDays: 730,
  suppress: [],
};

/** What each key must be; the text ends the sentence "Expected `overt.x` to be …". */
const CHECKS: Readonly<
  Record<keyof Config, readonly [wanted: string, isRight: (value: unknown) => boolean]>
> = {
  telemetry: ['a path', isText],
  docs: ['a path', isText],
  schema: ['a path', isText],
  command: ['the name of a command, or false', (value) => value === false || isText(value)],
  against: ['a file or a git ref', isText],
  maxExpiryDays: ['a number of days from 1', (value) => typeof value === 'number' && value >= 1],
  suppress: [
    'a list of { rule, event, field, reason }',
    (value) => Array.isArray(value) && value.every(isSuppression),
  ],
};

/** Reads the nearest package.json from `folder` upwards. Without one, `folder` is the root and defaults hold. */
export function readProject(folder: string): Project {
  const root = findUp(folder);
  if (root === undefined) return { root: folder, name: '', config: DEFAULT_CONFIG };
  const path = join(root, 'package.json');
  const manifest = parse(path);
  const { name, overt = {} } = manifest;
  return { root, name: typeof name === 'string' ? name : '', config: checkConfig(path, overt) };
}

function findUp(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(folder) === folder ? undefined : findUp(dirname(folder));
}

function parse(path: string): { name?: unknown; overt?: unknown } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown };
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${messageOf(error)}`);
  }
}

function checkConfig(path: string, given: unknown): Config {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new CliError(`${path}: expected \`overt\` to be an object.`);
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(CHECKS, key)) {
      throw new CliError(
        `${path}: \`overt.${key}\` is not known. There are: ${Object.keys(CHECKS).join(', ')}.`,
      );
    }
    const [wanted, isRight] = CHECKS[key as keyof Config];
    if (!isRight(value)) throw new CliError(`${path}: expected \`overt.${key}\` to be ${wanted}.`);
  }
  return { ...DEFAULT_CONFIG, ...given };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** A reason that is missing is no error here: a rule says so, beside everything else. */
function isSuppression(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const known = ['rule', 'event', 'field', 'reason'];
  return (
    'rule' in value &&
    Object.entries(value).every(([key, text]) => known.includes(key) && typeof text === 'string')
  );
}
