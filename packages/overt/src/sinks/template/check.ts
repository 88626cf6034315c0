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
  'id uuid run parent seq time time.iso time.s name level sampleRate batch sentAt sentAt.iso sentAt.s attempt ledger install.uuid props resource';

/** What the body of a request to erase data is made with. */
const OF_DELETION = 'ids id tool';

/** Checks a template, as far as that can be done before there is an event. */
export function checkTemplate(option: 'body' | 'event' | 'deletion.body', template: unknown): void {
  if (template === undefined) return;
  const all = option === 'event' ? NAMES : option === 'body' ? `events ${NAMES}` : OF_DELETION;
  const names = all.split(' ');
  // Throws for what refers to itself, too.
  JSON.stringify(template, (_key, value: unknown) => {
    if (typeof value === 'function') throw expected(option, 'plain data', value);
    if (typeof value === 'string' && !isMadeWith(names, value))
      throw expected(
        option,
        `made with ${names.join(', ')}${names.includes('props') ? ', props.<x>, resource.<x>' : ''}`,
        value,
      );
    return value;
  });
}

/** Without a regular expression: to compile one of all names takes half a millisecond of each run. */
function isMadeWith(names: readonly string[], text: string): boolean {
  const parts = text.split('{');
  for (let index = 1; index < parts.length; index += 1) {
    const [name = '', ...rest] = (parts[index] ?? '').split('}');
    const [first = '', field] = name.split('.');
    const isField =
      field !== undefined &&
      field !== '' &&
      (first === 'props' || first === 'resource') &&
      names.includes(first);
    // `{{` stands for a brace.
    if (name === '' && rest.length === 0 && index + 1 < parts.length) index += 1;
    else if (rest.length === 0 || !(isField || names.includes(name))) return false;
  }
  return true;
}
