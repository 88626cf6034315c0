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

/** Throws where one of the names is wrong. */
export function checkAgentNames(names: AgentNames): void {
  const given = givenEntries(names);
  if (given === undefined) throw expected('agents', 'an object of lists', names);
  for (const [kind, list] of given) {
    if (!KINDS.includes(kind)) throw expected('agents', `made of ${KINDS.join(', ')}`, kind);
    if (!Array.isArray(list)) throw expected(`agents.${kind}`, 'a list of short names', list);
    const wrong = list.findIndex(isWrong);
    if (wrong !== -1) throw expected(`agents.${kind}[${wrong}]`, 'a short name', list[wrong]);
  }
}

/** Whether the names are right beyond doubt. */
export function arePlainNames(names: object): boolean {
  return Object.entries(names).every(
    ([kind, list]) => KINDS.includes(kind) && Array.isArray(list) && list.findIndex(isWrong) === -1,
  );
}

function isWrong(name: unknown): boolean {
  return typeof name !== 'string' || !isSlug(name.toLowerCase());
}
