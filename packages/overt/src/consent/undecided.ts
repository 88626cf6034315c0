import type { Decision } from './decision.ts';
import type { ConsentInputs } from './resolve.ts';

/**
 * Whether it is off only because nobody has said anything: no user, no variable, no administrator and no project. Then the
 * user may be asked about one report.
 */
export function isUndecided(
  { level, source }: Pick<Decision, 'level' | 'source'>,
  { policy, managed, project }: Pick<ConsentInputs, 'policy' | 'managed' | 'project'>,
): boolean {
  if (level !== 'off' || source !== 'default' || policy.default === 'on') return false;
  return managed.kind === 'none' && project.kind === 'none';
}
