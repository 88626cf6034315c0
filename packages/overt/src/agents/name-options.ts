import { isSlug } from '../errors/options.ts';
import { expected } from '../option-error.ts';

/** The names of an agent's parts that its author knows. Any other is recorded as `other-` and a hash. */
export type AgentNames = {
  readonly agents?: readonly string[];
  readonly tools?: readonly string[];
  /** Besides the public ones, which are known (docs/agents.md). */
  readonly models?: readonly string[];
};

export function resolveAgentNames(names: AgentNames): AgentNames {
  if (typeof names !== 'object' || names === null) throw expected('agents', 'an object of lists', names);
  for (const [kind, list] of Object.entries(names))
    if (!Array.isArray(list) || !list.every(isSlug))
      throw expected(`agents.${kind}`, 'a list of short names', list);
  return names;
}
