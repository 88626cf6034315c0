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
  'id|uuid|run|parent|seq|time|time.iso|time.s|name|level|sampleRate|batch|sentAt|sentAt.iso|sentAt.s|attempt|ledger|install.uuid|props|resource';

/** Checks a template, as far as that can be done before there is an event. */
export function checkTemplate(option: string, template: unknown): void {
  if (template === undefined) return;
  const names = option === 'body' ? `events|${NAMES}` : NAMES;
  const isKnown = new RegExp(
    `^([^{]|\\{\\{|\\{(${names.replaceAll('.', '\\.')}|(props|resource)\\.[^}]+)})*$`,
  );
  // Throws for what refers to itself, too.
  JSON.stringify(template, (_key, value: unknown) => {
    if (typeof value === 'function') throw expected(option, 'plain data', value);
    if (typeof value === 'string' && !isKnown.test(value))
      throw expected(option, `made with ${names.replaceAll('|', ', ')}, props.<x>, resource.<x>`, value);
    return value;
  });
}
