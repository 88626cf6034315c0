import type { EventLimit } from '../limit/limit.ts';
import type { Field } from './field.ts';

/** The levels at which an event may be declared: recorded when the user's level is at least that. */
export type EventLevel = 'errors' | 'usage' | 'full';

/** One declared event: what it is, why it is collected, and all that it may carry. */
export type EventDeclaration = {
  /** Why this is collected, in a sentence that the tool's users will read. */
  readonly why: string;
  /**
   * The level from which it is recorded.
   * @default 'usage'
   */
  readonly level?: EventLevel;
  /** Who answers for it: a team or a person. */
  readonly owner: string;
  /** The day after which it is no longer recorded, as `YYYY-MM-DD`, or `never`. */
  readonly expires: string;
  /**
   * How often it is recorded at most.
   * @default as often as it is tracked
   */
  readonly limit?: EventLimit;
  /** What it may carry. Nothing else can be sent with it. */
  readonly fields?: Readonly<Record<string, Field>>;
};

/** Declared events by name. */
export type Catalogue = Readonly<Record<string, EventDeclaration>>;

/** The value that a field takes in `track()`. */
export type FieldValue<F> = F extends { readonly kind: 'oneOf'; readonly values: readonly (infer Value)[] }
  ? Value
  : F extends { readonly kind: 'flag' }
    ? boolean
    : F extends { readonly kind: 'count' | 'durationMs' | 'bytes' }
      ? number
      : string;

type OptionalNames<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends { readonly optional: true } ? Name : never;
}[keyof Fields];

type Flatten<T> = { [Name in keyof T]: T[Name] };

/** The properties that `track()` takes for an event with these fields. */
export type PropsOf<Fields> = Flatten<
  { readonly [Name in Exclude<keyof Fields, OptionalNames<Fields>>]: FieldValue<Fields[Name]> } & {
    readonly [Name in OptionalNames<Fields>]?: FieldValue<Fields[Name]> | undefined;
  }
>;

/** The arguments of `track()` after the name: none for an event without fields. */
export type TrackArguments<Declaration> = Declaration extends { readonly fields: infer Fields }
  ? Record<never, never> extends PropsOf<Fields>
    ? [props?: PropsOf<Fields>]
    : [props: PropsOf<Fields>]
  : [];

/** What is left of a property after the check: what is stored and sent. */
export type PropValue = string | number | boolean;
