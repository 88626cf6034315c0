import { CollectorError } from '../errors.ts';
import type { Keys } from '../keys/key-file.ts';

/** The project that a command is for: the first one when none is named. */
export function chooseProject(keys: Keys, wanted: string | undefined): string {
  const names = keys.projects.map(({ name }) => name);
  const project = wanted ?? names[0] ?? '';
  if (names.includes(project)) return project;
  throw new CollectorError(
    'unknown_project',
    `There is no project "${project}". There are: ${names.join(', ')}.`,
  );
}
