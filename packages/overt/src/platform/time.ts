/** The milliseconds since the epoch that a date in one of the two standard forms names, or NaN. Reads no clock. */
export function parseTime(text: string): number {
  return Date.parse(text);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The month of a time in UTC, such as `2026-11`. */
export function monthOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 7);
}

/** The week of a time in UTC as ISO 8601 counts them, such as `2026-W47`: a week is of the year of its Thursday. */
export function weekOf(epochMs: number): string {
  const day = Math.floor(epochMs / DAY_MS);
  // The first day of the epoch was a Thursday, the fourth day of its week.
  const thursday = day - ((day + 3) % 7) + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1) / DAY_MS) / 7) + 1;
  return `${year}-W${week < 10 ? '0' : ''}${week}`;
}

/** A time as `2026-11-21T10:03:00.000Z`, or an empty text where it is none. */
export function formatTime(epochMs: number): string {
  return Math.abs(epochMs) <= 8.64e15 ? new Date(epochMs).toISOString() : '';
}

/** Lets everything else have its turn: a courier may work in a process that has other things to do. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Keeps the process alive for that long. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
