/** The words of a name, in lower case: of `userId`, `user_id` and `user.id`, `user` and `id`. */
export function splitWords(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** What is left of a name without case and punctuation. */
export function squash(name: string): string {
  return splitWords(name).join('');
}

/** The words without their endings, in order: `scan.finished` and `finish_scans` have the same. */
export function stems(name: string): string {
  return splitWords(name).map(stem).toSorted().join(' ');
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s|e)$/, '') : word.replace(/s$/, '');
}

/** Whether one change of one character makes `left` into `right`. */
export function isOneEditApart(left: string, right: string): boolean {
  if (left === right || Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  const [skipLeft, skipRight] = [left.length >= right.length ? 1 : 0, right.length >= left.length ? 1 : 0];
  return left.slice(start + skipLeft) === right.slice(start + skipRight);
}

/** Every pair of a list, the later one second. */
export function pairsOf<Item>(items: readonly Item[]): readonly (readonly [Item, Item])[] {
  return items.flatMap((first, index) => items.slice(index + 1).map((second) => [first, second] as const));
}
