import { asRecord, asText } from '../subject/loose-values.ts';
import type { Subject } from '../subject/subject.ts';
import type { PageSubject } from './page-subject.ts';

/** A variable that counts besides the tool's own. */
export type Alias = {
  readonly variable: string;
  readonly yes: string | undefined;
  readonly no: string | undefined;
};

/** What the author settled about consent; empty where they said nothing, or it is not known. */
export function consentOf({ options }: Pick<Subject, 'options'>): Readonly<Record<string, unknown>> {
  return asRecord(options['consent']);
}

/** The level that a plain yes means. */
export function levelOf(subject: Pick<Subject, 'options'>): string {
  return asText(consentOf(subject)['level']) || 'usage';
}

export function listAliases(subject: Pick<Subject, 'options'>): readonly Alias[] {
  const { aliases } = consentOf(subject);
  const list: readonly unknown[] = Array.isArray(aliases) ? aliases : [];
  return list.map((alias) => {
    const { variable, yes, no } = asRecord(alias);
    return { variable: asText(variable), yes: asText(yes) || undefined, no: asText(no) || undefined };
  });
}

/** The version of the text that users have seen when they said yes. */
export function textVersionOf(subject: Pick<Subject, 'options'>): number {
  const { version } = asRecord(consentOf(subject)['text']);
  return typeof version === 'number' ? version : 1;
}

/** The tool's own variable. */
export function variableOf({ tool }: { readonly tool: string }): string {
  return `${tool.toUpperCase().replaceAll('-', '_')}_TELEMETRY`;
}

/** What users type to manage telemetry; undefined where the tool has no such command. */
export function commandOf({ tool, config, options }: PageSubject): string | undefined {
  if (config.command === false) return undefined;
  const own = asText(asRecord(consentOf({ options })['text'])['command']);
  return own === '' ? `${tool} ${config.command}` : own;
}
