import type { Env } from '../platform/platform.ts';

const known = new WeakMap<Env, readonly string[]>();

/**
 * The names of the variables, listed once for each process: that takes 45 us, as do 20 questions for single ones, and
 * more than one part of us wants to know. What a tool sets later is not among them.
 */
export function listNames(env: Env): readonly string[] {
  const names = known.get(env) ?? Object.keys(env);
  known.set(env, names);
  return names;
}
