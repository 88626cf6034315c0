import { toSlug } from '../catalogue/check.ts';
import { givenEntries } from '../given-entries.ts';
import { expected } from '../option-error.ts';
import { DIGITS, isMadeOf, LOWER } from '../platform/text.ts';

/** What the author, or who runs the tool, calls a run: fields `tag.<name>` of its resource. */
export type Tags = Readonly<Record<string, string>>;

/** Of the author and of the user each: enough for a team and a place, too few for a profile. */
export const MAX_TAGS = 8;
const MAX_KEY_LENGTH = 24;
/** Longer than eight tags can be: the rest of such a variable was not meant as tags. */
const MAX_TEXT_LENGTH = 1000;

/** Checks the author's tags. Throws, since only the author can have made the mistake. */
export function checkTags(tags: Tags): void {
  const entries = givenEntries(tags) ?? [['', '']];
  const wrong = entries.find(([key, value], index) => index >= MAX_TAGS || !isTag(key, value));
  if (wrong !== undefined)
    throw expected('tags', `up to ${MAX_TAGS} short names with slugs`, wrong[0] ? wrong.join('=') : tags);
}

/** Tags as a user sets them, `team=core,site=berlin`, and how many could not be taken. */
export function parseTags(text: string): { readonly tags: Tags; readonly faults: number } {
  const tags: Record<string, string> = {};
  if (text.length > MAX_TEXT_LENGTH) return { tags, faults: 1 };
  let faults = 0;
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const middle = pair.indexOf('=');
    const key = pair.slice(0, Math.max(0, middle)).trim();
    const value = toTagValue(pair.slice(middle + 1).trim());
    const isFull = Object.keys(tags).length >= MAX_TAGS;
    if (isFull || !isKey(key) || Object.hasOwn(tags, key) || value === undefined) faults += 1;
    else tags[key] = value;
  }
  return { tags, faults };
}

/** Whether it can be a tag of the author's, as it stands. */
export function isTag(key: string, value: unknown): boolean {
  return isKey(key) && toTagValue(value) === value;
}

function isKey(key: string): boolean {
  return isMadeOf(key, `${LOWER}${DIGITS}_-`, MAX_KEY_LENGTH) && LOWER.includes(key.charAt(0));
}

/** `other` is what a slug becomes that cannot be one: as a tag it would say nothing. */
function toTagValue(raw: unknown): string | undefined {
  const slug = typeof raw === 'string' ? toSlug(raw, 1) : 'other';
  return slug === 'other' && raw !== 'other' ? undefined : slug;
}
