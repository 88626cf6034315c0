import { readReleased } from '../docs/released.ts';
import { readPlaces } from '../source/places.ts';
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
    today: new Date().toISOString().slice(0, 10),
  };
}
