import type { ErrorNote } from '../spool/run-file.ts';
import { findDebugId } from './debug-id.ts';
import { isBuiltinFunction, keepFunctionName } from './function-name.ts';
import { isInApp, type CutFrames, type Frame } from './stack-text.ts';
import { readLocation } from './location.ts';
import { parseFrame, type RawFrame } from './parse-frame.ts';
import type { Place } from './place.ts';
import { MAX_FILE_BYTES, type SourceFile } from './source-files.ts';
import { findDeclaredName } from './declared-name.ts';
import type { Mapping, Original } from './source-maps.ts';

/** What frames are completed with. */
export type FrameTools = {
  readonly place: (path: string) => Place;
  /** The file as it was when the error was thrown. `changed`: it is another one now. Undefined: it cannot be read. */
  readonly open: (path: string, maxBytes: number) => SourceFile | 'changed' | undefined;
  readonly mapOf: (file: SourceFile) => Mapping | undefined;
  /** By file, the debug ids that were found. */
  readonly debugIds: Map<string, string>;
};

/** A frame with what is known of where it is. */
type Located = {
  readonly raw: RawFrame;
  readonly place: Place;
  readonly file: SourceFile | 'changed' | undefined;
  readonly mapping: Mapping | undefined;
  readonly original: Original | undefined;
};

/** Names this short are what minifiers give. */
const MINIFIED_LENGTH = 3;

/** The frames of one error as they may be sent. Those of Overt are not among them. */
export function completeFrames({ frames = [], cut }: ErrorNote, tools: FrameTools): (Frame | CutFrames)[] {
  const located = frames.map((line) => locate(parseFrame(line), tools));
  const completed: (Frame | CutFrames)[] = [];
  for (const [index, frame] of located.entries()) {
    if (cut?.after === index) completed.push({ cut: cut.count });
    const caller = cut?.after === index + 1 ? undefined : located[index + 1];
    const done = completeFrame(frame, caller, tools);
    if (done !== undefined) completed.push(done);
  }
  if (cut !== undefined && cut.after >= located.length) completed.push({ cut: cut.count });
  return completed;
}

function locate(raw: RawFrame, { place, open, mapOf }: FrameTools): Located {
  const path = readLocation(raw.location);
  const found: Place = path === undefined ? { kind: 'elsewhere' } : place(path);
  const file = 'disk' in found && found.disk !== undefined ? open(found.disk, MAX_FILE_BYTES) : undefined;
  const mapping = found.kind === 'app' && typeof file === 'object' ? mapOf(file) : undefined;
  const original = raw.line === undefined ? undefined : mapping?.(raw.line, raw.column ?? 1);
  return {
    raw,
    place: found,
    file,
    mapping,
    original: original?.place.kind === 'elsewhere' ? undefined : original,
  };
}

/** Undefined for a frame of Overt. */
function completeFrame(frame: Located, caller: Located | undefined, tools: FrameTools): Frame | undefined {
  const { raw, original } = frame;
  const place = original?.place ?? frame.place;
  if (place.kind === 'own') return undefined;
  if (place.kind === 'elsewhere') return { inApp: false };
  if (place.kind === 'native' && !isBuiltinFunction(raw.function)) return { inApp: false };
  const name = nameFrame(frame, caller);
  const { line, column } = original ?? raw;
  if (original === undefined) noteDebugId(frame, tools);
  return {
    ...(name === undefined ? {} : { function: name }),
    ...(raw.isAsync ? { isAsync: true } : {}),
    file: place.file,
    ...(line === undefined ? {} : { line }),
    ...(line === undefined || column === undefined ? {} : { column }),
    inApp: isInApp(place.file),
  };
}

/**
 * The name of the function, or, where a minifier took it, what the map says. One without a name, such as a callback, mostly had
 * none in the source either: it keeps none, so that its report is the same from source and from a bundle.
 */
function nameFrame(frame: Located, caller: Located | undefined): string | undefined {
  const { raw, file } = frame;
  if (file === 'changed') return undefined;
  const own = keepFunctionName(raw.function, file?.text);
  const last =
    own
      ?.replace(/ \[as .*$/, '')
      .split(/[. ]/)
      .at(-1) ?? '';
  if (last === '' || last.length > MINIFIED_LENGTH) return own;
  const written = keepFunctionName(findDeclared(frame, last) ?? findCalled(frame, caller), undefined);
  if (written === undefined) return own;
  return own?.startsWith('new ') === true ? `new ${written}` : written;
}

function findDeclared({ raw, file, mapping, original }: Located, name: string): string | undefined {
  const isKnown = typeof file === 'object' && mapping !== undefined && original !== undefined;
  if (!isKnown || raw.line === undefined) return undefined;
  return findDeclaredName(file.text, mapping, { name, line: raw.line, column: raw.column ?? 1, original });
}

/** What stands at the place from which a function was called names that function (as Node does with --enable-source-maps). */
function findCalled({ file }: Located, caller: Located | undefined): string | undefined {
  return caller?.file === file ? caller?.original?.name : undefined;
}

function noteDebugId({ place, file }: Located, { debugIds }: FrameTools): void {
  if (place.kind !== 'app' || typeof file !== 'object' || debugIds.has(place.file)) return;
  const id = findDebugId(file.text);
  if (id !== undefined) debugIds.set(place.file, id);
}
