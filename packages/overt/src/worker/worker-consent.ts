import type { Decision } from '../consent/decision.ts';
import { gatherConsent } from '../consent/gather.ts';
import { isAbove, isLevel } from '../consent/level.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import { resolveConsent } from '../consent/resolve.ts';
import { readRuleFile } from '../consent/rule-file.ts';
import type { Platform } from '../platform/platform.ts';
import { statePlaces } from '../spool/folders.ts';
import type { HeaderLine } from '../spool/run-file.ts';

/**
 * Asks for consent again, as the courier does: the user may have taken it back since the run began. Never above the level of the
 * run, in which what the project said is contained.
 */
export function askAgain(platform: Platform, { level, resource, local }: HeaderLine): Decision {
  const policy = local?.policy;
  if (!isLevel(level) || !isPolicyOf(resource.tool, policy)) return OFF;
  const folders = statePlaces(platform, policy.tool).map(({ path }) => path);
  const where = { folders, projectFile: undefined, readRules: readRuleFile };
  const decision = resolveConsent(gatherConsent({ platform, policy, ...where }));
  return isAbove(decision.level, level) ? { ...decision, level } : decision;
}

const OFF: Decision = {
  level: 'off',
  source: 'default',
  about: undefined,
  locked: false,
  noticePending: false,
  local: false,
};

/** The file may be anybody's work, or of another version: what is not whole is no consent. */
function isPolicyOf(tool: string, policy: Partial<ConsentPolicy> | undefined): policy is ConsentPolicy {
  return policy?.tool === tool && typeof policy.variable === 'string' && Array.isArray(policy.aliases);
}
