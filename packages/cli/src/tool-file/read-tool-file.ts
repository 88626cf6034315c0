import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TelemetryOptions } from 'overt';
import { CliError, messageOf } from '../errors.ts';
import { makeSink } from './make-sink.ts';
import { listUnknownKeys } from './unknown-keys.ts';

/** Names the file for all calls of a script, and for the programs that it starts. */
const FILE_VARIABLE = 'OVERT_CONFIG';

/** No tool declares that much: what is larger is another file. */
const MAX_BYTES = 1024 * 1024;

/**
 * Which file declares the tool. It has to be named: a file that is looked for in the working folder, or above it, would let whoever
 * made that folder say where the data of its visitors goes.
 */
export function locateToolFile(named: string | undefined): string {
  const path = named ?? process.env[FILE_VARIABLE];
  if (path === undefined || path === '')
    throw new CliError(`Name the file that declares the tool: --config overt.json, or ${FILE_VARIABLE}.`);
  return resolve(path);
}

/** Reads the options of `defineTelemetry` from a file of JSON. Whatever is wrong is said with the file and the place in it. */
export async function readToolFile(path: string): Promise<TelemetryOptions> {
  const file = parseFile(path);
  try {
    const [unknown] = listUnknownKeys(file);
    if (unknown !== undefined) throw new CliError(`\`${unknown}\` is no option`);
    const { $schema: _, sinks, ...options } = file;
    // What is no list is for the SDK to refuse, as any other value.
    const made = Array.isArray(sinks) ? await Promise.all(sinks.map(makeSink)) : sinks;
    return { ...options, sinks: made } as unknown as TelemetryOptions;
  } catch (error) {
    throw blame(path, error);
  }
}

/** One sentence with the file in it. What the SDK says of an option has the path of that option. */
export function blame(path: string, error: unknown): CliError {
  return new CliError(`${path}: ${messageOf(error).replace(/\.$/, '')}.`);
}

function parseFile(path: string): Record<string, unknown> {
  let file: unknown;
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > MAX_BYTES) throw new Error('it is larger than 1 MiB');
    file = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${messageOf(error)}.`);
  }
  if (typeof file !== 'object' || file === null || Array.isArray(file))
    throw new CliError(`${path}: expected an object with the options of the tool.`);
  return file as Record<string, unknown>;
}
