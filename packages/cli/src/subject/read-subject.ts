import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReleased } from '../docs/released.ts';
import { readPlaces } from '../source/places.ts';
import type { Project } from './config.ts';
import { readDeclared } from './declared.ts';
import { loadModule } from './load-module.ts';
import type { Located } from './locate.ts';
import { readOptions } from './read-options.ts';
import type { Subject } from './subject.ts';

/** Loads what a tool declares, and reads its source for what a value cannot tell: places, and names given twice. */
export async function readSubject({ module, project }: Located, against?: string): Promise<Subject> {
  const { root, config } = project;
  const released = readReleased(project, against ?? config.against);
  const declaration = readOptions(module, await loadModule(module));
  return {
    ...declaration,
    declared: readDeclared(declaration.events),
    root,
    config,
    places: await readPlaces(module),
    released,
    documents: readDocuments(project),
    today: new Date().toISOString().slice(0, 10),
  };
}

function readDocuments({ root, config }: Project): string | undefined {
  const paths = ['README.md', config.docs].map((name) => join(root, name)).filter((path) => existsSync(path));
  return paths.length === 0 ? undefined : paths.map((path) => readFileSync(path, 'utf8')).join('\n');
}
