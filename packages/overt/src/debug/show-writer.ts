import { flatten, type BatchEvent } from '../sinks/batch.ts';
import type { EventLine, HeaderLine, RunLine } from '../spool/run-file.ts';
import type { Writer } from '../spool/writer.ts';

/** What happens to a run and its events before they leave. */
export type Preparation = {
  readonly complete: (header: HeaderLine) => HeaderLine;
  readonly redact: (event: BatchEvent) => BatchEvent;
};

/** Shows each event in the form in which it would leave, and keeps nothing. */
export function createShowWriter(
  createHeader: () => HeaderLine,
  say: (text: string) => void,
  prepare: Preparation,
): Writer {
  let header: HeaderLine | undefined;
  return {
    folder: undefined,
    totalBytes: 0,
    append: (line: RunLine) => {
      if (!('name' in line)) return true;
      header ??= prepare.complete(createHeader());
      say(`would send ${JSON.stringify(flatten(prepare.redact(toEvent(header, line))))}`);
      return true;
    },
    countDrop: (reason) => say(`would drop an event: ${reason}`),
    countMisuse: (reason) => say(`would count a misuse: ${reason}`),
    rotate: () => {},
    end: () => {},
    abandon: () => {},
  };
}

function toEvent(
  { run, parent, level: runLevel, resource }: HeaderLine,
  { seq, time, name, level = 'usage', props }: EventLine,
): BatchEvent {
  return {
    id: `${run}.${seq}`,
    run: { run, parent, level: runLevel, resource },
    seq,
    time,
    name,
    level,
    props,
  };
}
