import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The path of one of Agora's own files. */
export function homePath(name) {
  return join(process.env.AGORA_HOME || join(homedir(), '.agora'), name);
}

/** What one of Agora's files says: `{}` where there is none, or it cannot be read. */
export function readHomeFile(name) {
  try {
    const content = JSON.parse(readFileSync(homePath(name), 'utf8'));
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}

/** Writes one of Agora's files, for its user alone. */
export function writeHomeFile(name, content) {
  mkdirSync(homePath('.'), { recursive: true, mode: 0o700 });
  writeFileSync(homePath(name), `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
}
