import { readFileSync } from 'node:fs';

/** One event that would have been sent, as it would have left. */
export type PreviewedEvent = Readonly<Record<string, unknown>>;

/** What the processes of one run said. */
export type Previewed = {
  /** Whether telemetry is on, and why: a sentence for each time that it was defined. */
  readonly decisions: readonly string[];
  readonly events: readonly PreviewedEvent[];
  /** Calls that would have recorded nothing, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Calls that would have recorded less than they were given, by reason. */
  readonly misuse: Readonly<Record<string, number>>;
  /** Lines that say they are events and cannot be read: a process was killed in the middle of one. */
  readonly broken: number;
};

/** What the SDK writes under OVERT_DEBUG=show: how each kind of line begins. */
const LINES = {
  event: 'overt: would send ',
  decision: 'overt: telemetry is ',
  drop: 'overt: would drop an event: ',
  misuse: 'overt: would count a misuse: ',
} as const;

/** Reads what all processes of a run wrote to the file; there is none if nothing was defined. */
export function readEvents(path: string): Previewed {
  const lines = readText(path).split('\n');
  const after = (mark: string): readonly string[] =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  const parsed = after(LINES.event).map((text) => parse(text));
  const events = parsed.filter((event) => event !== undefined);
  return {
    decisions: [...new Set(after(LINES.decision))].map((text) => `Telemetry is ${text}`),
    events,
    dropped: countEach(after(LINES.drop)),
    misuse: countEach(after(LINES.misuse)),
    broken: parsed.length - events.length,
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function parse(text: string): PreviewedEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as PreviewedEvent)
      : undefined;
  } catch {
    return undefined;
  }
}

function countEach(words: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
