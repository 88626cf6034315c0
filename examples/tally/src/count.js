import { readFile } from 'node:fs/promises';
import { languageOf } from './languages.js';
import { walk } from './walk.js';

const NEWLINE = 10;

/** Counts files, lines and bytes below `folder`, in all and by language. */
export async function countFolder(folder, table) {
  const total = { files: 0, lines: 0, bytes: 0 };
  const languages = new Map();
  const files = [];
  for await (const path of walk(folder)) {
    const content = await readFile(path);
    const lines = countLines(content);
    const language = languageOf(path, table);
    add(total, lines, content.length);
    if (!languages.has(language)) languages.set(language, { files: 0, lines: 0, bytes: 0 });
    add(languages.get(language), lines, content.length);
    files.push({ path, lines, bytes: content.length });
  }
  return { total, languages, files };
}

function add(sum, lines, bytes) {
  sum.files += 1;
  sum.lines += lines;
  sum.bytes += bytes;
}

function countLines(content) {
  let lines = 0;
  for (const byte of content) if (byte === NEWLINE) lines += 1;
  return lines;
}
