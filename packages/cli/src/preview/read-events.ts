import { readFileSync } from 'node:fs';

/** One event that would have been sent, as it would have left. */
export type PreviewedEvent = Readonly<Record<string, unknown>>;

export type Previewed = {
  readonly events: readonly PreviewedEvent[];
  /** Lines that say they are events and cannot be read: a process was killed in the middle of one. */
  readonly broken: number;
};

/** What the SDK writes before each event under OVERT_DEBUG=show. */
const MARK = 'overt: would send ';

/** Reads what all processes of a run wrote to the file; there is none if nothing was recorded. */
export function readEvents(path: string): Previewed {
  const lines = readText(path)
    .split('\n')
    .filter((line) => line.startsWith(MARK));
  const parsed = lines.map((line) => parse(line.slice(MARK.length)));
  const events = parsed.filter((event) => event !== undefined);
  return { events, broken: parsed.length - events.length };
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
