import { attempt } from '../platform/attempt.ts';
import { toClassName, toErrorCode, type Redact } from './safe-name.ts';

/** Anything that was thrown, read without ever throwing: it may be a proxy, frozen, or have getters that throw. */

/** A property of what was thrown, whatever it is. */
export function readProperty(error: unknown, name: string): unknown {
  return attempt(() => (error as Record<string, unknown> | null | undefined)?.[name]);
}

/** The name of the class, in the case in which it is written; of what is no error, its type. */
export function readClass(error: unknown, redact: Redact): string {
  if (!isObject(error)) return error === null ? 'null' : typeof error;
  const name = toClassName(readProperty(error, 'name'), redact);
  if (name !== undefined && name !== 'Error') return name;
  const made = toClassName(readProperty(readProperty(error, 'constructor'), 'name'), redact);
  // Minified classes have names such as `t`: those say nothing, and differ from build to build.
  return made !== undefined && made.length > 3 && made !== 'Object' ? made : 'Error';
}

export function readCode(error: unknown, redact: Redact): string | undefined {
  return isObject(error) ? toErrorCode(readProperty(error, 'code'), redact) : undefined;
}

/** An error and the errors that it came about because of, outermost first. */
export function listCauses(error: unknown, max: number): unknown[] {
  const chain: unknown[] = [];
  let next = error;
  while (chain.length < max && next !== undefined && !chain.includes(next)) {
    chain.push(next);
    next = readProperty(next, 'cause');
  }
  return chain;
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
