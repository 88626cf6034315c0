import type { Node, SourceCode, Variable } from '../host.ts';
import { findDeclarator, findVariable } from './find-variable.ts';
import { child, children, identifierOf, keyOf, textOf } from './syntax.ts';

/** Where a value comes from, such as `child_process` and `fork`. `module` is without `node:`; the path is empty for all of it. */
export type Origin = { readonly module: string; readonly path: readonly string[] };

/** A name that is given from name to name more often than this is none that a person wrote; it also ends circles. */
const MAX_STEPS = 20;
const IMPORTED = ['ImportDefaultSpecifier', 'ImportNamespaceSpecifier'];

/** The builtin's export that an expression is, under whatever local name. */
export function originOf(source: SourceCode, node: Node | undefined, steps = MAX_STEPS): Origin | undefined {
  if (node === undefined || steps === 0) return undefined;
  switch (node.type) {
    case 'Identifier':
      return originOfName(source, node, steps - 1);
    case 'MemberExpression':
      return extend(originOf(source, child(node, 'object'), steps - 1), keyOf(node, 'property'));
    case 'AwaitExpression':
      return originOf(source, child(node, 'argument'), steps - 1);
    case 'ImportExpression':
      return whole(textOf(child(node, 'source')));
    case 'CallExpression':
      return whole(requiredBy(node));
    default:
      return undefined;
  }
}

function originOfName(source: SourceCode, node: Node, steps: number): Origin | undefined {
  const variable = findVariable(source, node);
  if (variable === undefined) return node['name'] === 'process' ? whole('process') : undefined;
  const [definition] = variable.defs;
  if (definition?.type === 'ImportBinding') return originOfImport(definition.node, definition.parent);
  const declarator = findDeclarator(variable);
  if (declarator === undefined) return undefined;
  const value = originOf(source, child(declarator, 'init'), steps);
  const pattern = child(declarator, 'id');
  return pattern?.type === 'ObjectPattern' ? extend(value, takenBy(pattern, variable)) : value;
}

function originOfImport(specifier: Node, declaration: Node | null | undefined): Origin | undefined {
  if (specifier.type === 'TSImportEqualsDeclaration') {
    const reference = child(specifier, 'moduleReference');
    return whole(reference && textOf(child(reference, 'expression')));
  }
  const module = whole(declaration ? textOf(child(declaration, 'source')) : undefined);
  if (IMPORTED.includes(specifier.type)) return module;
  return extend(module, keyOf(specifier, 'imported'));
}

/** The property that a pattern gives to a variable: `fork` of `{ fork: start }`. */
function takenBy(pattern: Node, { name }: Variable): string | undefined {
  const property = children(pattern, 'properties').find((item) => {
    const value = child(item, 'value');
    return identifierOf(value?.type === 'AssignmentPattern' ? child(value, 'left') : value) === name;
  });
  return property && keyOf(property, 'key');
}

/** `require('x')`, of whatever maker, and `process.getBuiltinModule('x')`. */
function requiredBy(call: Node): string | undefined {
  const callee = child(call, 'callee');
  const isRequire =
    identifierOf(callee) === 'require' ||
    (callee?.type === 'MemberExpression' && keyOf(callee, 'property') === 'getBuiltinModule');
  return isRequire ? textOf(children(call, 'arguments')[0]) : undefined;
}

function whole(module: string | undefined): Origin | undefined {
  return module === undefined ? undefined : { module: module.replace(/^node:/, ''), path: [] };
}

function extend(origin: Origin | undefined, name: string | undefined): Origin | undefined {
  if (origin === undefined || name === undefined) return undefined;
  return name === 'default' ? origin : { module: origin.module, path: [...origin.path, name] };
}
