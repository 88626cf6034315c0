import type { Node } from '../host.ts';

/** What stands around a value and does not change it. */
const WRAPPERS = [
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'ParenthesizedExpression',
  'ChainExpression',
];

/** The node below `key`, if there is one, without what changes nothing. */
export function child(node: Node, key: string): Node | undefined {
  const value = node[key];
  return isNode(value) ? unwrap(value) : undefined;
}

/** The nodes in the list below `key`: arguments, elements, properties. A hole is left out. */
export function children(node: Node, key: string): readonly Node[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter((item) => isNode(item)).map(unwrap) : [];
}

export function textOf(node: Node | undefined): string | undefined {
  const value = node?.type === 'Literal' ? node['value'] : undefined;
  return typeof value === 'string' ? value : undefined;
}

export function identifierOf(node: Node | undefined): string | undefined {
  return node?.type === 'Identifier' ? String(node['name']) : undefined;
}

/** `b` of `a.b`, `a['b']`, `{ b: … }` and `{ 'b': … }`; nothing of `a[b]`. */
export function keyOf(node: Node, key: string): string | undefined {
  const name = child(node, key);
  if (node['computed'] !== true && name?.type === 'Identifier') return identifierOf(name);
  return textOf(name);
}

/** The value of a property of an object literal. */
export function propertyOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  const found = children(node, 'properties').findLast((property) => keyOf(property, 'key') === name);
  return found === undefined ? undefined : child(found, 'value');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function unwrap(node: Node): Node {
  const inner = WRAPPERS.includes(node.type) ? node['expression'] : undefined;
  return isNode(inner) ? unwrap(inner) : node;
}
