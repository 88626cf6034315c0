import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');

/** The blocks of code on a page of docs/ that begin with a comment that names them, by that name. */
export function readCode(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  const blocks = text.matchAll(/^```[a-z]+\n(?:\/\/|#) (\S+\.[a-z]+)\n([^]*?)^```$/gm);
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]));
}

/** Writes the named blocks of a page to a folder in which `overt` is installed, and answers the folder. */
export function unfold(page: string, root: string): string {
  const folder = join(root, 'from-docs');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(join(ROOT, 'packages/overt'), join(folder, 'node_modules/overt'), 'dir');
  for (const [name, code] of readCode(page)) writeFileSync(join(folder, name), code);
  return folder;
}
