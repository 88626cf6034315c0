/** The milliseconds since the epoch that a date in one of the two standard forms names, or NaN. Reads no clock. */
export function parseTime(text: string): number {
  return Date.parse(text);
}

/** A time as `2026-11-21T10:03:00.000Z`, or an empty text where it is none. */
export function formatTime(epochMs: number): string {
  return Math.abs(epochMs) <= 8.64e15 ? new Date(epochMs).toISOString() : '';
}
