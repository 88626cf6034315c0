import { describeRules } from '../../packages/overt/test/redact/describe-rules.ts';
import { CONSENT_PARTS } from './consent.ts';
import { ENVIRONMENT_PAGE } from './environment.ts';
import type { Part } from './parts.ts';
import { FIELDS_PART } from './sinks/page.ts';

/** Everything in docs/ that is made from data. */
export const PARTS: readonly Part[] = [
  ...CONSENT_PARTS,
  ENVIRONMENT_PAGE,
  { file: 'docs/redaction.md', make: describeRules },
  FIELDS_PART,
];
