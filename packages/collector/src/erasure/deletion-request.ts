import { RequestError } from '../wire/request-error.ts';

/** A request to remove all that is here of some ids. */
export type DeletionRequest = { readonly tool: string; readonly ids: readonly string[] };

/** As many ids as an installation has in twenty years of weeks. */
const MAX_IDS = 1_000;

/**
 * Whoever has a write key, which is public, may ask. What guards an id is that it cannot be guessed, so one that could be
 * is not taken: the SDK's have 64 random bits or more, as 16 characters. The characters are those that mean themselves in rows and SQL.
 */
const ID = /^[A-Za-z0-9._:@+=-]{16,256}$/;
const MAX_TOOL_LENGTH = 256;

/** Checks the body of a request. Throws `invalid_envelope` with the field that is wrong. */
export function parseDeletionRequest(body: unknown): DeletionRequest {
  const { format, tool = '', ids } = (body ?? {}) as Record<string, unknown>;
  if (format !== 1) throw wrong('format', '1');
  if (typeof tool !== 'string' || tool.length > MAX_TOOL_LENGTH) throw wrong('tool', 'the name of a tool');
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > MAX_IDS)
    throw wrong('ids', `a list of 1 to ${MAX_IDS} ids`);
  if (!ids.every((id) => typeof id === 'string' && ID.test(id)))
    throw wrong('ids', '16 to 256 letters, digits and `._:@+=-` each, since a shorter id could be guessed');
  return { tool, ids: [...new Set(ids as string[])].toSorted() };
}

function wrong(field: string, expected: string): RequestError {
  return new RequestError('invalid_envelope', `Expected \`${field}\` to be ${expected}.`);
}
