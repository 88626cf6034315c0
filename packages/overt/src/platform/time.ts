/** The milliseconds since the epoch that a date in one of the two standard forms names, or NaN. Reads no clock. */
export function parseTime(text: string): number {
  return Date.parse(text);
}
