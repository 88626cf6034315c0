import { REDACTION_RULES } from './rules.ts';

/** Takes out of a text what must not leave. Applying it again changes nothing. */
export function redactText(text: string): string {
  let result = text;
  for (const { pattern, replacement } of REDACTION_RULES) result = result.replace(pattern, replacement);
  return result;
}
