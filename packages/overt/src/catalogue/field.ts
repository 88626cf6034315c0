/**
 * What one field of an event may hold. A field's kind decides what can ever be in it: none but `text` can hold
 * what a person wrote, and `text` is recorded at level `full` only.
 */
export type Field =
  | { readonly kind: 'oneOf'; readonly values: readonly string[]; readonly optional?: boolean }
  | {
      readonly kind: 'flag' | 'count' | 'durationMs' | 'bytes' | 'version' | 'hash';
      readonly optional?: boolean;
    }
  | { readonly kind: 'slug'; readonly maxWords?: number; readonly optional?: boolean }
  | { readonly kind: 'text'; readonly maxLength?: number; readonly optional?: boolean }
  | ErrorField;

/**
 * What the courier makes of an error, in the built-in events only: `track()` cannot fill it. `stack`: the errors with their
 * frames. `derived`: something short that is worked out from those. What each is: error-fields.ts.
 */
export type ErrorField = { readonly kind: 'stack' | 'derived'; readonly optional: true };

/** Options that every field takes. */
export type FieldOptions = {
  /**
   * Whether `track()` may leave the field out.
   * @default false
   */
  readonly optional?: boolean;
};

type Made<Kind extends Field['kind'], Options extends FieldOptions> = {
  readonly kind: Kind;
  readonly optional: Options extends { readonly optional: true } ? true : false;
};

/** One of a closed list of words. */
export function oneOf<
  const Values extends readonly [string, ...string[]],
  const Options extends FieldOptions,
>(values: Values, options?: Options): Made<'oneOf', Options> & { readonly values: Values } {
  return { ...make('oneOf', options), values };
}

/** True or false. */
export function flag<const Options extends FieldOptions>(options?: Options): Made<'flag', Options> {
  return make('flag', options);
}

/** A whole number from 0. */
export function count<const Options extends FieldOptions>(options?: Options): Made<'count', Options> {
  return make('count', options);
}

/** A length of time in milliseconds, rounded to whole ones. */
export function durationMs<const Options extends FieldOptions>(
  options?: Options,
): Made<'durationMs', Options> {
  return make('durationMs', options);
}

/** A size in bytes, a whole number from 0. */
export function bytes<const Options extends FieldOptions>(options?: Options): Made<'bytes', Options> {
  return make('bytes', options);
}

/** A version such as `1.4.2-beta.1`; anything else becomes `other`. */
export function version<const Options extends FieldOptions>(options?: Options): Made<'version', Options> {
  return make('version', options);
}

/** Options of `slug`. */
export type SlugOptions = FieldOptions & {
  /**
   * How many words, parted by single spaces, the value may have: for the path of a command (`remote add`).
   * @default 1
   */
  readonly maxWords?: number;
};

/**
 * A short name of lower-case letters, digits, `.`, `_` and `-`, at most 40 characters a word. Anything else, and
 * whatever comes after the first 100 values of a run, becomes `other`.
 */
export function slug<const Options extends SlugOptions>(
  options?: Options,
): Made<'slug', Options> & { readonly maxWords: number } {
  return { ...make('slug', options), maxWords: options?.maxWords ?? 1 };
}

/** A value that only needs to be told apart: stored and sent as a hash with a salt that never leaves the machine. */
export function hash<const Options extends FieldOptions>(options?: Options): Made<'hash', Options> {
  return make('hash', options);
}

/** Options of `text`. */
export type TextOptions = FieldOptions & {
  /**
   * The length after which the text is cut, in characters.
   * @default 500
   */
  readonly maxLength?: number;
};

/** Free text: exists at level `full` only, is redacted and cut. */
export function text<const Options extends TextOptions>(
  options?: Options,
): Made<'text', Options> & { readonly maxLength: number } {
  return { ...make('text', options), maxLength: options?.maxLength ?? 500 };
}

function make<Kind extends Field['kind'], const Options extends FieldOptions>(
  kind: Kind,
  options: Options | undefined,
): Made<Kind, Options> {
  return { kind, optional: options?.optional === true } as Made<Kind, Options>;
}
