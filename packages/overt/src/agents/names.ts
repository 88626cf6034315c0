import { OTHER } from '../catalogue/check.ts';
import { isSlug } from '../errors/options.ts';
import { toPublicModel } from './model-names.ts';
import type { AgentNames } from './name-options.ts';

/** What names agents, tools and models in events. */
export type Naming = (kind: keyof AgentNames, given: unknown) => unknown;

/** So many hashes are kept: a field takes no more than 100 values in a run. */
const MAX_KEPT = 300;
/** Of the hash. To tell some hundred names of one installation apart, that is enough. */
const HASH_LENGTH = 8;

/**
 * A name is recorded as it is if the author declared it; of models, public ones are known too. Any other could have been made by the
 * user, or by a model, and only has to be told apart. What is no text is left to the check of the catalogue.
 * `kept` are the names that were asked for.
 */
export function createNaming(
  declared: AgentNames,
  hash: (value: string) => string | undefined,
  kept: Map<string, string>,
): Naming {
  return (kind, given) => {
    if (typeof given !== 'string') return given;
    const known = kept.get(`${kind} ${given}`);
    if (known !== undefined) return known;
    const name = nameOf(declared[kind] ?? [], kind, given) ?? toOther(hash(`${kind} ${given}`));
    if (kept.size < MAX_KEPT && given.length <= MAX_KEPT) kept.set(`${kind} ${given}`, name);
    return name;
  };
}

function nameOf(declared: readonly string[], kind: keyof AgentNames, given: string): string | undefined {
  const name = given.toLowerCase();
  if (declared.some((one) => one.toLowerCase() === name)) return name;
  const model = kind === 'models' ? toPublicModel(given) : undefined;
  return isSlug(model) ? model : undefined;
}

function toOther(hash: string | undefined): string {
  return hash === undefined ? OTHER : `${OTHER}-${hash.slice(0, HASH_LENGTH)}`;
}
