import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files of a small package, what is linted in it, and what must be said. */
export type Case = {
  readonly name: string;
  /** The file that is linted. @default src/main.js */
  readonly file?: string;
  readonly code: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  /** One part of each message, in the order of the source. */
  readonly says?: readonly string[];
  /** The linted file is TypeScript, which ESLint reads only with a parser that we do not have. */
  readonly oxlintOnly?: boolean;
};

export function fileOf({ file = 'src/main.js' }: Case): string {
  return file;
}

/** Writes the package of a case into an empty folder. */
export function writeCase(folder: string, one: Case): void {
  const manifest = { name: 'agora', type: 'module', ...one.manifest };
  const files = { 'package.json': JSON.stringify(manifest), ...one.files, [fileOf(one)]: one.code };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
