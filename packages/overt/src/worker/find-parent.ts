import { parseParent, RUN_VARIABLE } from '../environment/parent-run.ts';
import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { DIGITS, isMadeOf, LOWER } from '../platform/text.ts';
import { isStateReady, RUNS, statePlaces } from '../spool/folders.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { parseRun } from '../spool/read-run.ts';
import type { HeaderLine } from '../spool/run-file.ts';

/** The run that started this thread or process, as its file says. */
export type Parent = {
  readonly folder: string;
  readonly header: HeaderLine;
  /** The command that is under way. */
  readonly command: string | undefined;
};

/**
 * Finds the file of the run that started us. There is none once it has been delivered, or if consent was taken back: then there
 * is nobody in whose name to report.
 */
export function findParent(platform: Platform, said: string): Parent | undefined {
  const named = parseParent(said);
  // Whoever defines telemetry here reports for itself.
  if (named === undefined || parseParent(platform.env[RUN_VARIABLE])?.run !== named.run) return undefined;
  const { run, tool } = named;
  // It becomes a part of a path, and a variable can be set by anybody.
  if (!isMadeOf(tool, `${LOWER}${DIGITS}-`, 63)) return undefined;
  for (const place of statePlaces(platform, tool)) {
    const isReady = attempt(() => isStateReady(platform, place)) === true;
    const content = isReady ? readLastSegment(platform, place.path, run) : undefined;
    if (content?.header?.run === run && content.header.resource.tool === tool)
      return { folder: place.path, header: content.header, command: content.openCommand };
  }
  return undefined;
}

function readLastSegment(
  platform: Platform,
  folder: string,
  run: string,
): ReturnType<typeof parseRun> | undefined {
  for (let tries = 0; tries < 2; tries += 1) {
    const names = platform.fs.readdirSync(join(folder, RUNS)).filter((name) => name.startsWith(`${run}.`));
    const name = names.toSorted().at(-1);
    const read = name === undefined ? undefined : readOwnFile(platform, join(folder, RUNS, name));
    if (read?.kind === 'read') return parseRun(read.text);
    // A segment that is full is closed, and may be claimed before we have read it: then there is another.
  }
  return undefined;
}
