import type { DeclaredEvent, DeclaredField } from '../subject/declared.ts';
import type { Place } from '../source/places.ts';
import type { Subject } from '../subject/subject.ts';
import type { Example } from './example.ts';

export type Severity = 'error' | 'warning';

/** What a rule has to say about one place. */
export type Complaint = {
  readonly message: string;
  readonly event?: string | undefined;
  readonly field?: string | undefined;
  /** Where, if it is not where the event or field is declared. */
  readonly place?: Place | undefined;
};

/** What is written about a rule: for `overt rules`, SARIF and the README. */
export type RuleText = {
  readonly id: string;
  readonly severity: Severity;
  /** One sentence. */
  readonly summary: string;
  /** The SDK throws for this, so the tool does not start and a suppression would help nobody. */
  readonly isFatal?: true;
  /** A catalogue that the rule finds fault with, and the same one put right. A test runs both. */
  readonly bad: Example;
  readonly good: Example;
};

export type Rule = RuleText & { readonly check: (subject: Subject) => readonly Complaint[] };

/** A rule about one event at a time. It answers what is wrong, or undefined. */
export function eventRule(
  text: RuleText,
  complain: (event: DeclaredEvent, subject: Subject) => string | undefined,
): Rule {
  const check = (subject: Subject): readonly Complaint[] =>
    subject.declared.flatMap((event) => {
      const message = complain(event, subject);
      return message === undefined ? [] : [{ message, event: event.name }];
    });
  return { ...text, check };
}

/** A rule about one field at a time. */
export function fieldRule(
  text: RuleText,
  complain: (field: DeclaredField, event: DeclaredEvent) => string | undefined,
): Rule {
  const check = (subject: Subject): readonly Complaint[] =>
    subject.declared.flatMap((event) =>
      event.fields.flatMap((field) => {
        const message = complain(field, event);
        return message === undefined ? [] : [{ message, event: event.name, field: field.name }];
      }),
    );
  return { ...text, check };
}
