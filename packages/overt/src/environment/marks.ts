import type { Env } from '../platform/platform.ts';
import { listNames } from './variable-names.ts';

/**
 * The first four letters of the variables that environment/agent.ts and container.ts know (a test holds them together).
 * Their names would cost each run a quarter of a millisecond, and few runs have any: so a run takes note of what may be
 * one, and the courier says what it is.
 */
export const MARK_BEGINNINGS =
  'AGEN AI_A AMP_ ANTI AUGM CLAU CLIN CODE COPI CRUS CURS DAYT E2B_ GEMI GITP GOOS GROK HERM IFLO JUNI KILO KIRO KUBE ' +
  'OPEN PI_C PI_S QWEN REMO REPL ROO_ TRAE VTCO WIND WSL_ cont';

/** Stands for a value that is not noted: it may be a secret, and no table has one that long. */
export const LONG = '*';
/** As long as the longest text in the tables. */
const MAX_VALUE_LENGTH = 14;
/** Ids of conversations, and names that agents give themselves. */
const MAX_ID_LENGTH = 100;

/** The variables from which the courier may name an agent or a container. They stay on this machine. */
export function pickMarks(env: Env): Record<string, string> | undefined {
  let marks: Record<string, string> | undefined;
  for (const name of listNames(env)) {
    if (!MARK_BEGINNINGS.includes(name.slice(0, 4)) || isSecret(name)) continue;
    const value = env[name] ?? '';
    const max = name.endsWith('_ID') || name.endsWith('AGENT') ? MAX_ID_LENGTH : MAX_VALUE_LENGTH;
    marks = { ...marks, [name]: value.length > max ? LONG : value };
  }
  return marks;
}

/** `OPENAI_API_KEY` begins like `OPENCODE`: what is named as a secret is not even noted. */
function isSecret(name: string): boolean {
  return SECRET_PARTS.some((part) => name.includes(part));
}

const SECRET_PARTS = ['KEY', 'TOKEN', 'SECRET', 'PASS'];
