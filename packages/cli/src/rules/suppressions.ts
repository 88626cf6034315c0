import type { Suppression } from '../subject/config.ts';
import { event, field } from './example.ts';
import type { Complaint, RuleText } from './rule.ts';

/** How a suppression turned out. */
export type SuppressionUse = {
  readonly suppression: Suppression;
  readonly isUsed: boolean;
  readonly isKnown: boolean;
};

type SuppressionRule = RuleText & { readonly complain: (use: SuppressionUse) => Complaint | undefined };

const NEVER = event('scan.finished', { expires: 'never' });
const allow = (rule: string, reason: string): readonly Suppression[] => [
  { rule, event: 'scan.finished', reason },
];

/** Rules about suppressions. None of these can be suppressed. */
export const SUPPRESSION_RULES: readonly SuppressionRule[] = [
  {
    id: 'unused-suppression',
    severity: 'error',
    summary: 'Every suppression suppresses something: what is no longer needed would hide the next fault.',
    bad: { ...event('scan.finished'), suppress: allow('expires-never', 'It is the measure of our work.') },
    good: { ...NEVER, suppress: allow('expires-never', 'It is the measure of our work.') },
    complain: (use) =>
      isReasoned(use) && use.isKnown && !use.isUsed
        ? {
            ...whereOf(use),
            message: `The suppression of ${use.suppression.rule} suppresses nothing: remove it.`,
          }
        : undefined,
  },
  {
    id: 'suppression-without-reason',
    severity: 'error',
    summary: 'Every suppression has a reason; one without does not count.',
    bad: { ...NEVER, suppress: allow('expires-never', ' ') },
    good: { ...NEVER, suppress: allow('expires-never', 'It is the measure of our work.') },
    complain: (use) =>
      isReasoned(use)
        ? undefined
        : {
            ...whereOf(use),
            message: `The suppression of ${use.suppression.rule} has no reason, so it does not count.`,
          },
  },
  {
    id: 'unknown-suppression',
    severity: 'error',
    summary: 'A suppression names a rule that there is, and that the SDK does not insist on.',
    bad: {
      ...field('note', { kind: 'text' }, { level: 'full' }),
      suppress: allow('free-txt', 'It is opt-in.'),
    },
    good: {
      ...field('note', { kind: 'text' }, { level: 'full' }),
      suppress: allow('free-text', 'It is opt-in.'),
    },
    complain: (use) =>
      use.isKnown
        ? undefined
        : {
            ...whereOf(use),
            message: `"${use.suppression.rule}" is no rule that can be suppressed. \`overt rules\` lists them.`,
          },
  },
];

function isReasoned({ suppression: { reason = '' } }: SuppressionUse): boolean {
  return reason.trim() !== '';
}

function whereOf({ suppression: { event: name, field: part } }: SuppressionUse): Omit<Complaint, 'message'> {
  return { event: name, field: part };
}
