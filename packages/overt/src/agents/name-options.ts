import { isSlug } from '../errors/options.ts';
import { givenEntries } from '../given-entries.ts';
import { expected } from '../option-error.ts';

const KINDS = ['agents', 'tools', 'models'];

/** The names of an agent's parts that its author knows, recorded in small letters. Any other is recorded as `other-` and a hash. */
export type AgentNames = {
  readonly agents?: readonly string[];
  readonly tools?: readonly string[];
  /** Besides the public ones, which are known (docs/agents.md). */
  readonly models?: readonly string[];
};

export function resolveAgentNames(names: AgentNames): AgentNames {
  const given = givenEntries(names);
  if (given === undefined) throw expected('agents', 'an object of lists', names);
  for (const [kind, list] of given) {
    if (!KINDS.includes(kind)) throw expected('agents', `made of ${KINDS.join(', ')}`, kind);
    if (!Array.isArray(list)) throw expected(`agents.${kind}`, 'a list of short names', list);
    const wrong = list.findIndex((name) => typeof name !== 'string' || !isSlug(name.toLowerCase()));
    if (wrong !== -1) throw expected(`agents.${kind}[${wrong}]`, 'a short name', list[wrong]);
  }
  return names;
}
