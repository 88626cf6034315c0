import type { Env } from '../platform/platform.ts';

/**
 * Whether the variables are as a rule of a table says. `A|B`: one of them; `A+B`: both. A part is `NAME` (set, and not
 * empty), `NAME=value`, `NAME!=value` (set to something else), or `NAME~text` (it has that text).
 */
export function holds(env: Env, rule: string): boolean {
  return rule.split('|').some((all) => all.split('+').every((part) => isTrue(env, part)));
}

function isTrue(env: Env, part: string): boolean {
  const [, name = '', relation, wanted = ''] = /^(\w+)(=|!=|~)?(.*)$/.exec(part) ?? [];
  const value = env[name] ?? '';
  if (relation === '=') return value === wanted;
  if (relation === '~') return value.includes(wanted);
  return value !== '' && (relation === undefined || value !== wanted);
}
