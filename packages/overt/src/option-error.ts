/** A wrong option, found when the telemetry is defined: the only time that Overt throws. */
export class OptionError extends TypeError {
  readonly code = 'OVERT_INVALID_OPTION';
  override readonly name = 'OptionError';
}

/** The one form of an argument error: "Expected the `x` option to be …, got …". */
export function expected(option: string, wanted: string, got: unknown): OptionError {
  return new OptionError(`Expected the \`${option}\` option to be ${wanted}, got ${show(got)}.`);
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
