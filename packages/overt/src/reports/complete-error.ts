import { attempt } from '../platform/attempt.ts';
import type { Platform } from '../platform/platform.ts';
import type { PropValue } from '../catalogue/event.ts';
import { createLocalRedactor } from '../redact/local.ts';
import type { Redactor } from '../redact/redact.ts';
import { checkLiveness } from '../spool/liveness.ts';
import type { ErrorNotes, EventLine, HeaderLine } from '../spool/run-file.ts';
import { completeFrames, type FrameTools } from './complete-frames.ts';
import { formatWithin } from './cut.ts';
import { createDependencies } from './dependencies.ts';
import { formatDebugIds } from './debug-id.ts';
import { fingerprintOf } from './fingerprint.ts';
import { createPlacer } from './place.ts';
import { readNotes, readText } from './read-notes.ts';
import { redactErrors } from './redact-errors.ts';
import { referenceOf } from '../errors/reference.ts';
import { createSourceFiles, type SourceFile, type SourceFiles } from './source-files.ts';
import { createSourceMaps, type SourceMaps } from './source-maps.ts';
import type { StackError } from './stack-text.ts';

/** Makes of the notes of an error what is reported of it. */
export type ErrorCompletion = (header: HeaderLine, event: EventLine) => EventLine;

type Workshop = {
  readonly platform: Platform;
  readonly files: SourceFiles;
  readonly maps: SourceMaps;
  readonly redactor: Redactor;
  readonly dependencies: Map<string, (name: string) => boolean>;
};

/**
 * Completes events that tell of an error, from the notes in `local`, which themselves stay here. One for the life of a courier:
 * each file is read once.
 */
export function createErrorCompletion(platform: Platform): ErrorCompletion {
  let workshop: Workshop | undefined;
  return (header, { local, ...event }) => {
    const notes = readNotes(local);
    if (notes === undefined) return event;
    // Whatever is wrong with one error, the others are reported.
    const report = attempt(() => describe((workshop ??= openWorkshop(platform)), header, [event, notes]));
    return { ...event, props: { ...event.props, ...report, reference: referenceOf(header.run, event.seq) } };
  };
}

/** Most couriers meet no error. */
function openWorkshop(platform: Platform): Workshop {
  const files = createSourceFiles(platform);
  const maps = createSourceMaps(platform, files);
  return { platform, files, maps, redactor: createLocalRedactor(platform), dependencies: new Map() };
}

function describe(
  workshop: Workshop,
  header: HeaderLine,
  [event, notes]: [EventLine, ErrorNotes],
): Record<string, PropValue> {
  const tools = createTools(workshop, header, [event, notes]);
  const completed = notes.errors.map(({ cut, frames, ...error }): StackError => ({
    ...error,
    frames: completeFrames({ ...error, cut, frames }, tools),
  }));
  const errors = redactErrors(workshop.redactor, completed);
  const debugIds = formatDebugIds(tools.debugIds);
  return {
    stack: formatWithin(errors),
    fingerprint: fingerprintOf(workshop.platform, errors),
    ...(debugIds === undefined ? {} : { debugIds }),
  };
}

/** Asked once for each folder: a courier may have the errors of many runs. */
function dependenciesOf(
  { platform, dependencies }: Workshop,
  root: string | undefined,
): (name: string) => boolean {
  const known = dependencies.get(root ?? '') ?? createDependencies(platform, root);
  dependencies.set(root ?? '', known);
  return known;
}

function createTools(
  workshop: Workshop,
  header: HeaderLine,
  [event, notes]: [EventLine, ErrorNotes],
): FrameTools {
  const { platform, files, maps } = workshop;
  const { system, fs } = platform;
  // Of a run on another machine or in another container, files here are others.
  const isHere = checkLiveness(platform, header.process) !== 'unknown';
  const real =
    isHere && notes.root !== undefined ? attempt(() => fs.realpathSync(notes.root ?? '')) : undefined;
  const roots = [notes.root, real].filter((root) => root !== undefined);
  const { tool } = header.resource;
  const isBuiltin = platform.builtin('node:module').isBuiltin ?? (() => true);
  const program = readText(header.local?.program);
  const home = attempt(() => system.homeFolder());
  const isDependency = dependenciesOf(workshop, real);
  const known = { roots, script: notes.script, program, tool, home };
  const place = createPlacer({ ...known, isBuiltin, isDependency });
  const open = (path: string, maxBytes: number): SourceFile | 'changed' | undefined => {
    const file = isHere ? files(path, maxBytes) : undefined;
    return file !== undefined && file.changedAt > event.time ? 'changed' : file;
  };
  const mapOf: FrameTools['mapOf'] = (file) => (real === undefined ? undefined : maps(file, real, place));
  return { place, open, mapOf, debugIds: new Map() };
}
