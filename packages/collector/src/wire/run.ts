import { isUlid } from './ulid.ts';

/** What is true of a whole run. */
export type WireRun = {
  readonly run: string;
  readonly parent?: string;
  readonly level: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly events: readonly unknown[];
};

const LEVEL = /^[a-z][a-z0-9_]{0,31}$/;
const MAX_RESOURCE_FIELDS = 64;
const MAX_RESOURCE_NAME_LENGTH = 64;
export const MAX_RESOURCE_VALUE_LENGTH = 256;

/** Whether the head of a run is right. When it is not, all its events are rejected with `invalid_run`. */
export function isRunHead(run: Readonly<Record<string, unknown>>): boolean {
  return (
    isUlid(run['run']) &&
    (run['parent'] === undefined || isUlid(run['parent'])) &&
    typeof run['level'] === 'string' &&
    isLevel(run['level']) &&
    isResource(run['resource'])
  );
}

/** Whether a run may be of this level. */
export function isLevel(level: string): boolean {
  return LEVEL.test(level);
}

function isResource(resource: unknown): boolean {
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) return false;
  const { tool, version } = resource as Record<string, unknown>;
  const names = Object.keys(resource);
  if (names.length > MAX_RESOURCE_FIELDS || !tool || !version) return false;
  for (const name of names) {
    const value = (resource as Record<string, unknown>)[name];
    if (name.length === 0 || name.length > MAX_RESOURCE_NAME_LENGTH) return false;
    if (typeof value !== 'string' || value.length > MAX_RESOURCE_VALUE_LENGTH) return false;
  }
  return true;
}
