import type { SourceMap } from 'node:module';
import { parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { normalisePath, readLocation } from './location.ts';
import { isOwn, inside, type Place } from './place.ts';
import type { SourceFile, SourceFiles } from './source-files.ts';

/** A place in what the author wrote. */
export type Original = {
  readonly place: Place;
  readonly line: number;
  readonly column: number;
  /** What the author called what stands exactly there. */
  readonly name?: string | undefined;
};

/** Finds out what a place in a generated file was made from. */
export type Mapping = (line: number, column: number) => Original | undefined;

/** Opens the map of a file of the package at `root`; what is in it is placed by `place`. */
export type SourceMaps = (file: SourceFile, root: string, place: Placing) => Mapping | undefined;

type Placing = (path: string) => Place;

/** The map of a bundle of 20 MiB, with its sources. */
const MAX_MAP_BYTES = 64 * 1024 * 1024;
/** What Node reads in two to three seconds: the mappings of a bundle of some 15 MiB. */
const MAX_MAPPINGS = 8 * 1024 * 1024;
const MARK = '//# sourceMappingURL=';

/** What a map must have for Node's reader; anything else is damage. */
type Payload = {
  readonly sources: readonly (string | null)[];
  readonly sourceRoot?: string;
  readonly mappings: string;
  readonly names?: readonly string[];
  readonly sections?: readonly { readonly offset: unknown; readonly map: Payload }[];
};

/** A map, and the folder from which its sources are named. */
type MapFile = { readonly text: string; readonly folder: string };
type OpenMap = { readonly reader: SourceMap; readonly folder: string };

/**
 * Makes what reads the source maps of generated files (ECMA-426), each once: with Node's own reader, so that we carry none.
 * A map that is damaged, too large, or not in the package's folder is none.
 */
export function createSourceMaps(platform: Platform, files: SourceFiles): SourceMaps {
  const known = new Map<string, OpenMap | undefined>();
  return (file, root, place) => {
    const key = `${root}\n${file.path}`;
    if (!known.has(key)) known.set(key, openMap(platform, files, [file, root]));
    const map = known.get(key);
    return map && ((line, column) => find(map, [line, column], place));
  };
}

function openMap(
  platform: Platform,
  files: SourceFiles,
  [file, root]: [SourceFile, string],
): OpenMap | undefined {
  const found = findMap([platform, files], file, root);
  const reader = found && readMap(platform, found.text);
  return found && reader && { reader, folder: found.folder };
}

function find(
  { reader, folder }: OpenMap,
  [line, column]: [number, number],
  place: Placing,
): Original | undefined {
  const entry = reader.findEntry(line - 1, column - 1);
  // Of a line without an entry before the column, Node answers the last one of the lines above.
  if (!('originalSource' in entry) || entry.generatedLine !== line - 1) return undefined;
  if (typeof entry.originalSource !== 'string') return undefined;
  const { name } = entry as { name?: unknown };
  const isExact = entry.generatedColumn === column - 1 && typeof name === 'string';
  return {
    place: placeSource(entry.originalSource, folder, place),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
    ...(isExact ? { name } : {}),
  };
}

function findMap(
  [{ fs }, files]: [Platform, SourceFiles],
  file: SourceFile,
  root: string,
): MapFile | undefined {
  const start = file.text.lastIndexOf(MARK);
  if (start === -1) return undefined;
  const [url = ''] = file.text.slice(start + MARK.length).split(/[\s'"`]/, 1);
  const folder = parentOf(file.path);
  if (url.startsWith('data:')) {
    const text = readDataUrl(url);
    return text === undefined ? undefined : { text, folder };
  }
  const path = resolve(folder, url);
  try {
    // Wherever links lead: what is not in the package is somebody else's.
    if (path === undefined || !isIn(fs.realpathSync(root), fs.realpathSync(path))) return undefined;
  } catch {
    return undefined;
  }
  const map = files(path, MAX_MAP_BYTES);
  return map === undefined ? undefined : { text: map.text, folder: parentOf(path) };
}

/** The path that a URL in a file of `folder` names, if it is one of a file. */
function resolve(folder: string, url: string): string | undefined {
  if (url.startsWith('file:')) return readLocation(url);
  if (url === '' || /^[a-z][a-z\d+.-]+:|^\/\//i.test(url)) return undefined;
  const path = decode(url.replace(/[?#].*$/s, ''));
  return normalisePath(/^(?:\/|[A-Za-z]:[\\/])/.test(path) ? path : `${folder}/${path}`);
}

function isIn(folder: string, path: string): boolean {
  const [outer, inner] = [normalisePath(folder), normalisePath(path)];
  return outer !== undefined && inner?.startsWith(`${outer}/`) === true;
}

function readDataUrl(url: string): string | undefined {
  const comma = url.indexOf(',');
  if (comma === -1) return undefined;
  const data = url.slice(comma + 1);
  return /;base64$/i.test(url.slice(0, comma)) ? Buffer.from(data, 'base64').toString('utf8') : decode(data);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readMap(platform: Platform, text: string): SourceMap | undefined {
  try {
    const { SourceMap } = platform.builtin('node:module');
    // Some servers put this in front, so that a map is no script.
    const map = JSON.parse(text.replace(/^\)\]\}'[^\n]*/, '')) as Payload;
    const payload = readPayload(map);
    if (SourceMap === undefined || payload === undefined) return undefined;
    return new SourceMap(payload as unknown as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    return undefined;
  }
}

/** Without the sources themselves, which Node would copy, and with what is before their names in them. */
function readPayload({ sections, ...map }: Payload): Payload | undefined {
  const maps = sections === undefined ? [map] : sections.map((section) => section.map);
  const length = maps.reduce((sum, { mappings }) => sum + mappings.length, 0);
  if (!(length <= MAX_MAPPINGS)) return undefined;
  if (sections === undefined) return cleanMap(map);
  const cleaned = sections.map(({ offset, map }) => ({ offset, map: cleanMap(map) }));
  return { ...cleanMap({ mappings: '', sources: [] }), sections: cleaned };
}

function cleanMap({ sources, sourceRoot = '', mappings, names = [] }: Payload): Payload {
  // Node takes any other character for nothing, and would find a place all the same.
  if (!/^[A-Za-z\d+/,;]*$/.test(mappings)) throw new Error('no mappings');
  const before = sourceRoot === '' || sourceRoot.endsWith('/') ? sourceRoot : `${sourceRoot}/`;
  const whole = sources.map((source) => (typeof source === 'string' ? before + source : ''));
  return { version: 3, sources: whole, mappings, names } as Payload;
}

/**
 * Where a source is. One that is not below the package's folder was bundled from beside it: as the author's, it is named
 * from where it stops leading upwards, which is the same on every machine.
 */
function placeSource(source: string, folder: string, place: Placing): Place {
  const url = /^[a-z][a-z\d+.-]+:(?:\/\/[^/]*)?\/*(.*)$/is.exec(source);
  const isPath = url === null || source.startsWith('file:');
  const path = isPath ? resolve(folder, source) : undefined;
  const found = path === undefined ? undefined : place(path);
  if (found?.kind === 'app' || found?.kind === 'own') return found;
  const isFromRoot = isPath && /^(?:\/|[A-Za-z]:|file:)/.test(source);
  if (isFromRoot) return found ?? { kind: 'elsewhere' };
  // A root of its own, which nothing can lead out of.
  const relative = normalisePath(`/${(url?.[1] ?? source).replace(/[?#].*$/s, '')}`)?.slice(1);
  if (relative === undefined) return { kind: 'elsewhere' };
  return isOwn(relative) ? { kind: 'own' } : inside(relative);
}
