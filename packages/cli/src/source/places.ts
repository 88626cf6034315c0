import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { findDeclarations, type FoundDeclaration } from './find-declarations.ts';
import { resolveRelative } from './resolve-relative.ts';

/** A place in a file, counted from 1 as editors do. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

export type NamedPlace = { readonly name: string; readonly place: Place };

/** One declaration of an event in the source. */
export type DeclaredPlace = NamedPlace & { readonly fields: readonly NamedPlace[] };

/** Where things are declared. A value cannot tell: of two properties of one name, JavaScript keeps the last. */
export type SourcePlaces = {
  readonly module: string;
  /** In the order of the source; a name may be there more than once. */
  readonly events: readonly DeclaredPlace[];
  /** Where each string stands first. */
  readonly texts: ReadonlyMap<string, Place>;
  /** What could not be read, in sentences. */
  readonly notes: readonly string[];
};

/** A module that declares events imports a handful of others. */
const MAX_FILES = 100;

/** Reads the module and what it imports from beside it. A source that cannot be parsed costs only the places. */
export async function readPlaces(module: string): Promise<SourcePlaces> {
  const parser = await loadParser();
  if (parser === undefined) {
    const note = 'There is no parser for this platform: places and names that are given twice are not known.';
    return { module, events: [], texts: new Map(), notes: [note] };
  }
  const found = new Map<string, FoundDeclaration>();
  const queue = [module];
  for (const file of queue) {
    if (found.has(file) || found.size === MAX_FILES) continue;
    const { name, text } = readSource(file);
    const { program, errors } = parser(name, text);
    found.set(file, findDeclarations({ file, text, program, isBroken: errors.length > 0 }));
    queue.push(...(found.get(file)?.imports ?? []).flatMap((name) => resolveRelative(file, name)));
  }
  return combine(module, [...found]);
}

/** An object of JSON becomes an expression by two brackets: only what stands in its first line is one column further. */
function readSource(file: string): { readonly name: string; readonly text: string } {
  const text = readFileSync(file, 'utf8');
  return extname(file) === '.json' ? { name: `${file}.js`, text: `(${text})` } : { name: file, text };
}

type Parse = (
  file: string,
  text: string,
) => { readonly program: unknown; readonly errors: readonly unknown[] };

/** It is a native package: a platform that it does not serve must not lose all other rules. */
async function loadParser(): Promise<Parse | undefined> {
  try {
    const { parseSync } = await import('oxc-parser');
    return (file, text) => parseSync(file, text);
  } catch {
    return undefined;
  }
}

function combine(module: string, found: readonly (readonly [string, FoundDeclaration])[]): SourcePlaces {
  const texts = new Map<string, Place>();
  for (const [, { strings }] of found)
    for (const { name, place } of strings) if (!texts.has(name)) texts.set(name, place);
  return {
    module,
    events: found.flatMap(([, { events }]) => events),
    texts,
    notes: found.filter(([, { isBroken }]) => isBroken).map(([file]) => `${file} cannot be parsed.`),
  };
}

/** Where an event or a field of it is declared; the module's first line where that is not known. */
export function findPlace(places: SourcePlaces, event: string | undefined, field?: string): Place {
  const declared = places.events.findLast(({ name }) => name === event);
  const inside = declared?.fields.findLast(({ name }) => name === field);
  return (
    inside?.place ??
    declared?.place ??
    (event === undefined ? undefined : places.texts.get(event)) ?? { file: places.module, line: 1, column: 1 }
  );
}
