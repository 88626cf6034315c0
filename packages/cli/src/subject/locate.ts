import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CliError } from '../errors.ts';
import { readProject, type Project } from './config.ts';

/** The module that declares a tool's telemetry, and the package it belongs to. */
export type Located = { readonly module: string; readonly project: Project };

const CONFIG_FILES = ['overt.config.ts', 'overt.config.js', 'overt.config.mjs'];

/** Finds the module: what `--from` says, then `overt.telemetry` in package.json, then overt.config.{ts,js,mjs}. */
export function locateModule(from: string | undefined, folder: string): Located {
  if (from !== undefined) {
    const module = resolve(folder, from);
    return { module: checkFile(module, '--from'), project: readProject(dirname(module)) };
  }
  const project = readProject(folder);
  const { root, config } = project;
  if (config.telemetry !== undefined) {
    return {
      module: checkFile(resolve(root, config.telemetry), '`overt.telemetry` in package.json'),
      project,
    };
  }
  const found = CONFIG_FILES.map((name) => join(root, name)).find((path) => existsSync(path));
  if (found !== undefined) return { module: found, project };
  throw new CliError(
    `No telemetry was found in ${root}. Name the module that declares it with --from, or in package.json: ` +
      `"overt": { "telemetry": "./src/telemetry.ts" }.`,
  );
}

function checkFile(path: string, who: string): string {
  if (!existsSync(path)) throw new CliError(`There is no file ${path}, which ${who} names.`);
  if (!statSync(path).isFile()) throw new CliError(`${path}, which ${who} names, is not a file.`);
  return path;
}
