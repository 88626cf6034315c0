import { drawOf, rateOf } from '../sampling/rate.ts';
import type { SamplingOptions } from '../sampling/sampling.ts';
import { flatten, type BatchEvent } from '../sinks/batch.ts';
import type { EventLine, HeaderLine, RunLine } from '../spool/run-file.ts';
import type { Writer } from '../spool/writer.ts';

/** What happens to a run and its events before they leave. */
export type Preparation = {
  readonly complete: (header: HeaderLine) => HeaderLine;
  readonly redact: (event: BatchEvent) => BatchEvent;
  /** How much of what is recorded is sent. */
  readonly sampling: Required<SamplingOptions>;
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
      const rate = rateOf(prepare.sampling, line);
      const verb = drawOf(header, prepare.sampling.by) < rate ? 'send' : 'leave out, as it is not drawn,';
      const event = { ...toEvent(header, line), ...(rate < 1 ? { sampleRate: rate } : {}) };
      say(`would ${verb} ${JSON.stringify(flatten(prepare.redact(event)))}`);
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
