import type { Platform } from '../platform/platform.ts';
import { holdRun } from '../spool/held.ts';
import { encodeLine, segmentName, type EndLine, type HeaderLine, type RunLine } from '../spool/run-file.ts';
import type { Writer } from '../spool/writer.ts';

type HeldWriterTools = {
  readonly platform: Platform;
  readonly openFolder: () => string | undefined;
};

/** Keeps what is recorded in memory, and writes it as a whole file when it is over. What comes after that gets another file. */
export function createHeldWriter(
  { platform, openFolder }: HeldWriterTools,
  createHeader: () => HeaderLine,
): Writer {
  let lines: RunLine[] = [];
  let segment = 0;
  const ignore = (): void => {};
  return {
    folder: undefined,
    totalBytes: 0,
    append: (line) => lines.push(line) > 0,
    // Of a report that may never leave, nothing is counted.
    countDrop: ignore,
    countMisuse: ignore,
    rotate: ignore,
    abandon: () => {
      lines = [];
    },
    end,
  };

  function end(end: EndLine['end']): void {
    const folder = lines.length === 0 ? undefined : openFolder();
    if (folder === undefined) return;
    segment += 1;
    const header = { ...createHeader(), segment };
    const text = [header, ...lines, { end }].map(encodeLine).join('');
    lines = [];
    holdRun(platform, folder, [segmentName(header.run, segment), text]);
  }
}
