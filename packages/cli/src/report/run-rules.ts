import { join } from 'node:path';
import { DECLARATION_RULES } from '../rules/all-rules.ts';
import { BREAKING_RULES } from '../rules/breaking.ts';
import type { Rule, Severity } from '../rules/rule.ts';
import { SUPPRESSION_RULES, type SuppressionUse } from '../rules/suppressions.ts';
import { findPlace, type Place } from '../source/places.ts';
import type { Suppression } from '../subject/config.ts';
import type { Subject } from '../subject/subject.ts';

/** One fault that was found. */
export type Finding = {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly event?: string;
  readonly field?: string;
  readonly place: Place;
};

export type SuppressedFinding = Finding & { readonly reason: string };

/** All that was found, in the order of the source. */
export type Report = {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** What could not be looked at, in sentences. */
  readonly notes: readonly string[];
};

/** Runs every rule over what a tool declares, and takes out what its author stands by. */
export function runRules(subject: Subject): Report {
  const found = tellApart(DECLARATION_RULES.flatMap((rule) => applyRule(rule, subject)));
  const { suppress } = subject.config;
  const findings = found.filter((finding) => !suppress.some((one) => suppresses(one, finding)));
  const suppressed = found.flatMap((finding) => {
    const by = suppress.find((one) => suppresses(one, finding));
    return by === undefined ? [] : [{ ...finding, reason: by.reason ?? '' }];
  });
  const all = [...findings, ...judgeSuppressions(subject, found)];
  return {
    findings: all.toSorted(byPlace),
    suppressed: suppressed.toSorted(byPlace),
    notes: subject.places.notes,
  };
}

function applyRule({ id, severity, check }: Rule, subject: Subject): readonly Finding[] {
  return check(subject).map(({ message, event, field, place }) => ({
    rule: id,
    severity,
    message,
    ...(event === undefined ? {} : { event }),
    ...(field === undefined ? {} : { field }),
    place: place ?? findPlace(subject.places, event, field),
  }));
}

/** The SDK stops at the first fault. What it says is of interest only where no rule of ours says it better. */
function tellApart(found: readonly Finding[]): readonly Finding[] {
  const fatal = new Set(DECLARATION_RULES.filter(({ isFatal }) => isFatal).map(({ id }) => id));
  fatal.delete('refused');
  const isExplained = found.some(({ rule }) => fatal.has(rule));
  return isExplained ? found.filter(({ rule }) => rule !== 'refused') : found;
}

function judgeSuppressions(subject: Subject, found: readonly Finding[]): readonly Finding[] {
  const uses = subject.config.suppress.map((suppression) => judgeUse(suppression, subject, found));
  const place = { file: join(subject.root, 'package.json'), line: 1, column: 1 };
  return SUPPRESSION_RULES.flatMap((rule) => {
    const { complain, ...text } = rule;
    const check = (): ReturnType<Rule['check']> =>
      uses.flatMap((use) => {
        const complaint = complain(use);
        return complaint === undefined ? [] : [{ ...complaint, place }];
      });
    return applyRule({ ...text, check }, subject);
  });
}

/** Where nothing is compared with a release, nobody can say whether a suppression is needed for that. */
function judgeUse(
  suppression: Suppression,
  { released }: Subject,
  found: readonly Finding[],
): SuppressionUse {
  const rule = DECLARATION_RULES.find(({ id }) => id === suppression.rule);
  const isOutOfSight = released === undefined && BREAKING_RULES.some(({ id }) => id === suppression.rule);
  return {
    suppression,
    isKnown: rule !== undefined && rule.isFatal !== true,
    isUsed: isOutOfSight || found.some((finding) => suppresses(suppression, finding)),
  };
}

function suppresses({ rule, event, field, reason = '' }: Suppression, finding: Finding): boolean {
  if (reason.trim() === '' || rule !== finding.rule) return false;
  if (DECLARATION_RULES.some(({ id, isFatal }) => id === rule && isFatal === true)) return false;
  return (event ?? finding.event) === finding.event && (field ?? finding.field) === finding.field;
}

function byPlace(one: Finding, other: Finding): number {
  return (
    one.place.file.localeCompare(other.place.file, 'en') ||
    one.place.line - other.place.line ||
    one.place.column - other.place.column ||
    one.rule.localeCompare(other.rule, 'en')
  );
}
