import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');

/** The blocks of code on a page of docs/ that begin with a comment that names them, by that name. */
export function readCode(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  const blocks = text.matchAll(/^```[a-z]+\n(?:\/\/|#) (\S+\.[a-z]+)\n([^]*?)^```$/gm);
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]));
}

/** Writes the named blocks of a page to a folder in which `overt` and what else they import are installed, and answers the folder. */
export function unfold(page: string, root: string, imported: readonly string[] = []): string {
  const folder = join(root, 'from-docs');
  const packages = ['overt', ...imported].map((name) => join('node_modules', name));
  for (const path of packages) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    symlinkSync(join(ROOT, path), join(folder, path), 'dir');
  }
  for (const [name, code] of readCode(page)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), code);
  }
  return folder;
}
