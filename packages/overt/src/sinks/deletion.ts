import { expected } from '../option-error.ts';
import { checkTemplate, type Template } from './template/check.ts';

/**
 * How a user's data can be erased where a sink sends it, on their request (docs/erasure.md). Plain data, since a request that
 * could not be made at once is kept and made later.
 */
export type Deletion = DeletionByHttp | DeletionByEvent | DeletionByEmail | NoDeletion;

/** A POST with the ids. Any 2xx means that the request has been taken. */
export type DeletionByHttp = {
  readonly kind: 'http';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * The body, in which `{ids}` stands for the list of ids and `{tool}` for the tool. With `{id}` there is one request for each id.
   * @default { ids: '{ids}' }
   */
  readonly body?: Template | undefined;
};

/** The event `data.deletion_request` to the sink itself, for each id. */
export type DeletionByEvent = { readonly kind: 'event' };

/** A letter, prepared for the user to send. */
export type DeletionByEmail = {
  readonly kind: 'email';
  readonly to: string;
  /** @default 'Please erase my telemetry data' */
  readonly subject?: string | undefined;
};

/** Nobody can be asked from here: what the user can do, or why nothing needs to be done. */
export type NoDeletion = { readonly kind: 'none'; readonly text: string };

/** Checks the `deletion` option of a sink. */
export function checkDeletion(deletion: Deletion): Deletion {
  if (typeof deletion !== 'object' || deletion === null) throw expected('deletion', 'an object', deletion);
  const { kind } = deletion;
  if (kind === 'http' && !(URL.canParse(deletion.url) && /^https?:/.test(deletion.url)))
    throw expected('deletion.url', 'an http or https URL', deletion.url);
  if (kind === 'http') checkTemplate('deletion.body', deletion.body);
  // One address and nothing else: RFC 6068 has other recipients and headers in the same place.
  if (
    kind === 'email' &&
    !(typeof deletion.to === 'string' && /^[\w.+-]{1,64}@[\w.-]{1,190}$/.test(deletion.to))
  )
    throw expected('deletion.to', 'an address of e-mail', deletion.to);
  if (kind === 'none' && (typeof deletion.text !== 'string' || deletion.text.trim() === ''))
    throw expected('deletion.text', 'a sentence', deletion.text);
  if (!['http', 'event', 'email', 'none'].includes(kind))
    throw expected('deletion.kind', 'one of http, event, email, none', kind);
  return deletion;
}
