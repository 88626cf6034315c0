/** A value of which nothing is believed: what is no object is an empty one. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** What is no text is an empty one. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
