/**
 * Reads JSON as a server in Go does that declares a struct and refuses what is not in it: each field by its name and its type. A field
 * whose type ends in `?` may be left out.
 */
export type GoType = string | { readonly list: GoType } | { readonly [field: string]: GoType };

/** What is wrong with a value, or undefined where it can be read. */
export function faultOf(value: unknown, type: GoType, where = 'body'): string | undefined {
  if (typeof type === 'string') return checkScalar(value, type) ? undefined : `${where} is no ${type}`;
  if ('list' in type) {
    if (!Array.isArray(value)) return `${where} is no list`;
    return firstOf(value.map((item) => () => faultOf(item, type['list'], `${where}[]`)));
  }
  if (!isObject(value)) return `${where} is no object`;
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(type, key));
  if (unknown !== undefined) return `${where}.${unknown} is unknown`;
  return firstOf(
    Object.entries(type).map(([key, of]) => () => {
      const isOptional = typeof of === 'string' && of.endsWith('?');
      if (!Object.hasOwn(value, key)) return isOptional ? undefined : `${where}.${key} is missing`;
      return faultOf(value[key], isOptional ? of.slice(0, -1) : of, `${where}.${key}`);
    }),
  );
}

function checkScalar(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'int64':
      return Number.isSafeInteger(value);
    case 'uuid':
      return typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);
    case 'time':
      return (
        typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
      );
    case 'map[string]string':
      return isObject(value) && Object.values(value).every((one) => typeof one === 'string');
    case 'map[string]any':
      return isObject(value);
    default:
      throw new Error(`No such type: ${type}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const fault = check();
    if (fault !== undefined) return fault;
  }
  return undefined;
}
