import { BREAKING_RULES } from './breaking.ts';
import { CONSENT_RULES } from './consent.ts';
import { EXPIRY_RULES } from './expiry.ts';
import { KIND_RULES } from './kinds.ts';
import { LEVEL_RULES } from './levels.ts';
import { LIMIT_RULES } from './limits.ts';
import { NAME_RULES } from './names.ts';
import { OWNER_RULES } from './ownership.ts';
import { PRIVACY_RULES } from './privacy.ts';
import { REASON_RULES } from './reasons.ts';
import type { Rule, RuleText } from './rule.ts';
import { SINK_RULES } from './sinks.ts';
import { SUPPRESSION_RULES } from './suppressions.ts';
import { TWICE_RULES } from './twice.ts';
import { UNIT_RULES } from './units.ts';

/** The rules that look at what is declared. */
export const DECLARATION_RULES: readonly Rule[] = [
  ...NAME_RULES,
  ...TWICE_RULES,
  ...REASON_RULES,
  ...OWNER_RULES,
  ...EXPIRY_RULES,
  ...KIND_RULES,
  ...PRIVACY_RULES,
  ...UNIT_RULES,
  ...LEVEL_RULES,
  ...LIMIT_RULES,
  ...CONSENT_RULES,
  ...SINK_RULES,
  ...BREAKING_RULES,
];

/** All of them, with those that look at what the others found. */
export const ALL_RULES: readonly RuleText[] = [...DECLARATION_RULES, ...SUPPRESSION_RULES];
