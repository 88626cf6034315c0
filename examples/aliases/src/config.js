import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the tool's own configuration says: `{}` where there is none. A damaged one is the tool's to complain about. */
export function readConfig(...path) {
  try {
    return JSON.parse(readFileSync(join(homedir(), ...path), 'utf8'));
  } catch {
    return {};
  }
}
