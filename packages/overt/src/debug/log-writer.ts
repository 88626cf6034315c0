import type { RunLine } from '../spool/run-file.ts';
import type { Writer } from '../spool/writer.ts';

/** Tells what is written, and what is not and why. */
export function createLogWriter(writer: Writer, say: (text: string) => void): Writer {
  return {
    get folder() {
      return writer.folder;
    },
    get totalBytes() {
      return writer.totalBytes;
    },
    append: (line) => {
      const before = writer.totalBytes;
      const isWritten = writer.append(line);
      const size = `${writer.totalBytes - before} bytes in ${writer.folder ?? 'no folder'}`;
      say(isWritten ? `wrote ${describe(line)}: ${size}` : `could not write ${describe(line)}`);
      return isWritten;
    },
    countDrop: (reason) => {
      say(`dropped an event: ${reason}`);
      writer.countDrop(reason);
    },
    countMisuse: (reason) => {
      say(`counted a misuse: ${reason}`);
      writer.countMisuse(reason);
    },
    rotate: () => writer.rotate(),
    end: (end) => {
      if (writer.folder !== undefined) say(`the run ended with ${end.code} after ${end.durationMs} ms`);
      writer.end(end);
    },
    abandon: () => {
      if (writer.folder !== undefined) say('let go of what was recorded: telemetry is off');
      writer.abandon();
    },
  };
}

function describe(line: RunLine): string {
  if ('name' in line) return `event ${line.seq}, ${line.name} ${JSON.stringify(line.props)}`;
  return 'begin' in line ? `the beginning of ${line.begin}` : 'a line';
}
