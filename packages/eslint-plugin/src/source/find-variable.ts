import type { Node, Scope, SourceCode, Variable } from '../host.ts';

/** The variable that a name stands for where `node` is; undefined for a global one. */
export function findVariable(source: SourceCode, node: Node): Variable | undefined {
  const name = String(node['name']);
  let scope: Scope | null = source.getScope(node);
  while (scope !== null) {
    const variable = scope.set.get(name);
    if (variable !== undefined) return variable.defs.length === 0 ? undefined : variable;
    scope = scope.upper;
  }
  return undefined;
}

/** The declarator of a variable that is given a value once, so that its value is what stands there. */
export function findDeclarator(variable: Variable): Node | undefined {
  const [definition, ...others] = variable.defs;
  if (definition?.type !== 'Variable' || others.length > 0) return undefined;
  const writes = variable.references.filter((reference) => reference.isWrite()).length;
  return writes <= 1 ? definition.node : undefined;
}
