import type { PropValue } from '../catalogue/event.ts';
import { isRecord } from '../platform/record.ts';
import type {
  Counts,
  EndLine,
  ErrorNote,
  EventLine,
  FrameLines,
  FramesLine,
  HeaderLine,
  RunLine,
} from './run-file.ts';
import { RUN_FORMAT } from './run-file.ts';
import { isRunId } from './run-id.ts';

/** All that one segment says. */
export type RunContent = {
  /** Missing where the first line cannot be read: then nothing in the file can be used. */
  readonly header: HeaderLine | undefined;
  readonly events: readonly EventLine[];
  readonly dropped: Counts;
  readonly misuse: Counts;
  /** The innermost command that had begun and not yet come to an end, if any. */
  readonly openCommand: string | undefined;
  /** Whether the writer closed it: with the run's end, or because another segment follows. */
  readonly closed: 'end' | 'next' | undefined;
  /** What its last line says of the end. */
  readonly end?: EndLine['end'] | undefined;
  /** Lines that are no line of ours, a torn last one among them. */
  readonly corrupt: number;
};

type Last = Pick<RunContent, 'dropped' | 'misuse'> & { closed?: 'end' | 'next'; end?: EndLine['end'] };

/** Reads a segment. Whatever is damaged costs its own line only. */
export function parseRun(text: string): RunContent {
  const events: EventLine[] = [];
  const state = { header: undefined as HeaderLine | undefined, corrupt: 0, line: 0 };
  const open: string[] = [];
  const last: Last = { dropped: {}, misuse: {} };
  for (const piece of text.split('\n')) {
    if (piece === '') continue;
    const line = parseLine(piece);
    if (line === undefined) state.corrupt += 1;
    else if ('overt' in line) {
      state.header ??= line;
      open.push(...(line.open ?? []));
    } else if (state.header === undefined) state.corrupt += 1;
    else if ('name' in line) {
      events.push(line);
      if (line.name === 'command.invocation') removeLast(open, line.props['command']);
    } else if ('framesOf' in line) addFrames(events, line);
    else if ('begin' in line) open.push(line.begin);
    else if ('dropped' in line) Object.assign(last, { dropped: line.dropped, misuse: line.misuse });
    else if ('end' in line)
      Object.assign(last, { closed: 'end', end: isEnd(line.end) ? line.end : undefined });
    else last.closed = 'next';
  }
  return {
    ...last,
    closed: last.closed,
    header: state.header,
    events: withoutReplaced(events),
    openCommand: open.at(-1),
    corrupt: state.corrupt,
  };
}

/** A failure that was told again, with more: the first telling is as if it had not been. */
function withoutReplaced(events: readonly EventLine[]): readonly EventLine[] {
  const replaced = new Set<number>();
  for (const { local, seq } of events)
    if (local?.replaces !== undefined && local.replaces !== seq) replaced.add(local.replaces);
  return replaced.size === 0 ? events : events.filter(({ seq }) => !replaced.has(seq));
}

/** In another segment than the event, they are of no use. */
function addFrames(events: EventLine[], { framesOf, errors }: FramesLine): void {
  const index = events.findLastIndex(({ seq }) => seq === framesOf);
  const event = events[index];
  if (event?.local === undefined) return;
  const notes = event.local.errors.map((note, position) => ({ ...note, ...errors[position] }));
  events[index] = { ...event, local: { ...event.local, errors: notes } };
}

/** Commands may run side by side: the one that ended need not be the last that began. */
function removeLast(open: string[], command: PropValue | undefined): void {
  const index = open.findLastIndex((name) => name === command);
  if (index !== -1) open.splice(index, 1);
}

function parseLine(text: string): RunLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return isRunLine(line) ? line : undefined;
  } catch {
    return undefined;
  }
}

function isRunLine(line: unknown): line is RunLine {
  if (!isRecord(line)) return false;
  if ('overt' in line) return isHeader(line);
  if ('name' in line) return isEvent(line);
  if ('framesOf' in line) return isListOf(line['errors'], isFrames);
  if ('begin' in line) return typeof line['begin'] === 'string';
  if ('dropped' in line) return isCounts(line['dropped']) && isCounts(line['misuse']);
  return 'end' in line || 'next' in line;
}

function isHeader({ overt, run, process, resource, open = [] }: Record<string, unknown>): boolean {
  if (overt !== RUN_FORMAT || !isRunId(run)) return false;
  if (!isRecord(process) || typeof process['pid'] !== 'number') return false;
  if (!Array.isArray(open) || !open.every((name) => typeof name === 'string')) return false;
  return isRecord(resource) && Object.values(resource).every((value) => typeof value === 'string');
}

function isEvent({ seq, time, name, props, local }: Record<string, unknown>): boolean {
  if (!Number.isSafeInteger(seq) || !Number.isFinite(time) || typeof name !== 'string') return false;
  if (local !== undefined && !(isRecord(local) && isListOf(local['errors'], isNote))) return false;
  return isRecord(props) && Object.values(props).every(isPropValue);
}

function isNote(value: unknown): value is ErrorNote {
  return isRecord(value) && typeof value['type'] === 'string' && isFrames(value);
}

function isFrames(value: unknown): value is FrameLines {
  if (!isRecord(value)) return false;
  return value['frames'] === undefined || isListOf(value['frames'], (frame) => typeof frame === 'string');
}

function isListOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isEnd(end: unknown): end is EndLine['end'] {
  if (!isRecord(end)) return false;
  const { code, durationMs, errors = 0 } = end;
  return Number.isFinite(code) && Number.isFinite(durationMs) && Number.isSafeInteger(errors);
}

function isPropValue(value: unknown): value is PropValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function isCounts(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.values(value).every((count) => Number.isSafeInteger(count) && (count as number) >= 0)
  );
}
