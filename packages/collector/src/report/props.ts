/** A sum of larger numbers would not be exact, and percentiles of them fail. */
const MAX_NUMBER = Number.MAX_SAFE_INTEGER;

/** Properties are stored without blanks and with all quotes in them escaped, so that these simple functions find the right one. */
export function readText(field: string): string {
  return `simpleJSONExtractString(props, '${field}')`;
}

/** Senders write what they like: what is no number in range counts as 0. */
export function readNumber(field: string): string {
  const number = `simpleJSONExtractFloat(props, '${field}')`;
  return `if(${number} >= 0 AND ${number} <= ${MAX_NUMBER}, ${number}, 0)`;
}
