import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

const LANGUAGES = {
  '.c': 'c',
  '.css': 'css',
  '.go': 'go',
  '.html': 'html',
  '.js': 'javascript',
  '.json': 'json',
  '.md': 'markdown',
  '.mjs': 'javascript',
  '.py': 'python',
  '.rs': 'rust',
  '.sh': 'shell',
  '.ts': 'typescript',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** The language of a file by its ending, `other` where it is not known. */
export function languageOf(path, table = LANGUAGES) {
  return table[extname(path).toLowerCase()] ?? 'other';
}

/** Reads a table of a user's own, such as `{ ".zig": "zig" }`. */
export function readLanguages(path) {
  return { ...LANGUAGES, ...JSON.parse(readFileSync(path, 'utf8')) };
}
