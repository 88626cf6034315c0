/** One file that `overt docs` makes. */
export type Document = { readonly kind: 'page' | 'schema'; readonly path: string; readonly text: string };

/**
 * Whether a file says the same as the document. A formatter may have laid out JSON and tables in its own way, and git
 * may have changed the ends of lines: that is no change of what is said.
 */
export function isSameContent({ kind, text }: Document, present: string | undefined): boolean {
  if (present === undefined) return false;
  const plain = kind === 'schema' ? plainJson : plainMarkdown;
  return plain(present) === plain(text);
}

function plainJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

function plainMarkdown(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/-{3,}/g, '---')
    .trim();
}
