/**
 * Characters that nobody sees, but that part a secret in two: colours and other sequences of a terminal (ECMA-48),
 * soft hyphens, zero-width characters, marks of direction.
 */
const HIDDEN = new RegExp(
  String.raw`\u001b(?:\[[\d;:?]{0,32}[@-~]|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)|[@-Z\\^_])?|[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]`,
  'g',
);
const HAS_HIDDEN = new RegExp(String.raw`[\u001b\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]`);

/** The text without what nobody sees. The same one, if it has none of it. */
export function withoutHidden(text: string): string {
  return HAS_HIDDEN.test(text) ? text.replace(HIDDEN, '') : text;
}
