import { toSlug } from '../catalogue/check.ts';
import { attempt } from '../platform/attempt.ts';
import type { ErrorNote } from '../spool/run-file.ts';
import { isObject, readClass, readCode, readProperty } from './read-error.ts';
import type { Redact } from './safe-name.ts';

/** How an error is to be described. */
export type DescribeOptions = {
  /** Whether messages may be recorded: at level `full` only. */
  readonly allowsText: boolean;
  readonly redact: Redact;
};

/** What is recorded of an error: its category, which is part of the event, and the notes from which its report is made. */
export type ErrorFacts = {
  readonly errorClass: string;
  readonly errorCode?: string;
  readonly errors: readonly ErrorNote[];
  /** What they were made of, in the same order. */
  readonly found: readonly unknown[];
};

/** A report of more would be of no more use. */
const MAX_ERRORS = 8;
const MAX_MESSAGE_LENGTH = 1000;
/** What an author writes for this purpose is a sentence. */
const MAX_OWN_MESSAGE_LENGTH = 200;

/** An error to describe, and where it belongs. */
type Found = { readonly error: unknown } & Pick<ErrorNote, 'parent' | 'relation'>;

/**
 * Describes what was thrown, whatever it is, but for its frames. Reads it, and changes nothing in it.
 *
 * To read the property `stack` is no harmless thing: V8 then forgets where the error came from, and Node can no longer print
 * the line of source should the error be a rejection that nobody catches. So that is left for a moment at which it is certain what
 * becomes of the error.
 */
export function describeError(error: unknown, options: DescribeOptions): ErrorFacts {
  const found = walk(error);
  const errors = found.map(({ error: one, ...place }) => ({ ...describeOne(one, options), ...place }));
  const [{ type, code } = { type: 'Error', code: undefined }] = errors;
  return {
    errorClass: toSlug(type, 1),
    ...(code === undefined ? {} : { errorCode: toSlug(code.replace(/^-/, 'minus-'), 1) }),
    errors,
    found: found.map(({ error: one }) => one),
  };
}

/** The error itself, then its causes and members, each after the one that it belongs to. Circles are cut. */
function walk(error: unknown): Found[] {
  const found: Found[] = [{ error }];
  for (let parent = 0; parent < found.length; parent += 1) {
    for (const [relation, child] of listChildren(found[parent]?.error)) {
      if (found.length >= MAX_ERRORS) return found;
      if (!found.some((known) => known.error === child)) found.push({ error: child, parent, relation });
    }
  }
  return found;
}

function listChildren(error: unknown): ['cause' | 'member', unknown][] {
  if (!isObject(error)) return [];
  const cause = readProperty(error, 'cause');
  const members = readProperty(error, 'errors');
  const listed = attempt(() => (Array.isArray(members) ? members.slice(0, MAX_ERRORS) : [])) ?? [];
  return [
    // What is given as a cause may be anything, such as an object with options: only errors tell something.
    ...(isObject(cause) && typeof readProperty(cause, 'message') === 'string'
      ? [['cause', cause] as const]
      : []),
    ...listed.filter(isObject).map((member) => ['member', member] as const),
  ].map(([relation, child]) => [relation, child]);
}

function describeOne(error: unknown, options: DescribeOptions): ErrorNote {
  const code = readCode(error, options.redact);
  const message = readMessage(error, options);
  return {
    type: readClass(error, options.redact),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  };
}

function readMessage(error: unknown, { allowsText, redact }: DescribeOptions): string | undefined {
  const own = isObject(error) ? readProperty(error, 'telemetryMessage') : undefined;
  if (typeof own === 'string' && own !== '') return redact(own).slice(0, MAX_OWN_MESSAGE_LENGTH);
  if (!allowsText) return undefined;
  const message = isObject(error) ? readProperty(error, 'message') : String(error);
  return typeof message === 'string' && message !== ''
    ? redact(message).slice(0, MAX_MESSAGE_LENGTH)
    : undefined;
}
