import type { Resource } from '../spool/run-file.ts';

/** Builds of pull requests run code that nobody has released. */
const PULL_REQUEST = 'ci-pr';

/** Whether errors of a run are of no interest to anybody but who has just changed the tool. */
export function isDroppedEnvironment(
  resource: Partial<Resource> | undefined,
  dropped: readonly string[],
): boolean {
  const names = [resource?.['environment'], resource?.['ciPr'] === 'yes' ? PULL_REQUEST : undefined];
  return names.some((name) => name !== undefined && dropped.includes(name));
}
