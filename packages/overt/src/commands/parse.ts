import type { Input } from './command.ts';
import type { FlagRule } from './outline.ts';

/** What the words after the name of a command mean, or what is wrong with them. */
export type Parsed = { readonly input: Input } | { readonly problem: string };

/** What a command takes: its flags, and how many words. */
export type Syntax = { readonly flags: Readonly<Record<string, FlagRule>>; readonly maxWords: number };

/** Reads `--flag`, `--flag value`, `--flag=value` and words, in any order. After `--` there are words only. */
export function parseInput(args: readonly string[], { flags, maxWords }: Syntax): Parsed {
  const words: string[] = [];
  const found: Record<string, string | true> = {};
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (index === end) continue;
    if (index > end || !arg.startsWith('-') || arg === '-') {
      words.push(arg);
      continue;
    }
    const [typed, given] = splitOnce(arg);
    const name = typed === '-h' ? 'help' : typed.replace(/^--/, '');
    const rule = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (rule === undefined) return { problem: `There is no flag ${typed}.` };
    if (rule.value === undefined && given !== undefined) return { problem: `${typed} takes no value.` };
    const value = rule.value === undefined ? true : (given ?? args[(index += 1)]);
    if (value === undefined || value === '')
      return { problem: `Expected ${rule.value ?? 'a value'} after ${typed}.` };
    found[name] = value;
  }
  const extra = words[maxWords];
  if (extra !== undefined) return { problem: `There is one word too many: "${extra}".` };
  return { input: { words, flags: found } };
}

function splitOnce(arg: string): readonly [string, string?] {
  const at = arg.indexOf('=');
  return at === -1 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}
