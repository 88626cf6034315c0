import { expected } from '../../option-error.ts';

/** Plain data in which a text may hold placeholders in braces, such as `{tool}`: what is sent looks like it. */
export type Template =
  | string
  | number
  | boolean
  | null
  | readonly Template[]
  | { readonly [key: string]: Template };

/** What a placeholder may name. Of the last two, a field may be named, too. docs/sinks.md says what each is. */
const NAMES =
  'id uuid run parent seq time time.iso time.s name level sampleRate batch sentAt sentAt.iso sentAt.s attempt ledger install.uuid events props resource';

/** Checks a template, as far as that can be done before there is an event. */
export function checkTemplate(option: string, template: unknown): void {
  const names = NAMES.split(' ').filter((name) => option === 'body' || name !== 'events');
  const isKnown = (name: string): boolean =>
    names.includes(name) || name.startsWith('props.') || name.startsWith('resource.');
  const check = (_key: string, value: unknown): unknown => {
    const pieces = typeof value === 'string' ? parseText(value) : [];
    if (pieces?.every((piece, index) => index % 2 === 0 || isKnown(piece)) !== true)
      throw expected(
        option,
        `made with placeholders of: ${names.join(', ')}, props.<x>, resource.<x>`,
        value,
      );
    if (typeof value === 'function') throw expected(option, 'plain data', value);
    return value;
  };
  // Throws for what refers to itself, too.
  JSON.stringify(template, check);
}

/** The pieces of a text, of which each second one is the name of a placeholder; undefined where a brace is left open. */
export function parseText(text: string): string[] | undefined {
  const [first = '', ...parts] = text.split('{');
  const pieces = [first];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const end = part.indexOf('}');
    if (part === '' && index + 1 < parts.length) {
      // `{{` stands for a brace.
      index += 1;
      pieces[pieces.length - 1] += `{${parts[index]}`;
    } else if (end < 0) return undefined;
    else pieces.push(part.slice(0, end), part.slice(end + 1));
  }
  return pieces;
}
