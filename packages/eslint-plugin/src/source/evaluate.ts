import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Node, SourceCode } from '../host.ts';
import { pathOfUrl } from './file-url.ts';
import { findDeclarator, findVariable } from './find-variable.ts';
import { originOf } from './origin.ts';
import { child, children, identifierOf, keyOf, textOf } from './syntax.ts';

/** The file in which an expression stands. */
export type Site = { readonly file: string; readonly source: SourceCode };

type Evaluate = (node: Node | undefined) => string | undefined;

/** As for origins: more steps than a person writes, and an end for circles. */
const MAX_STEPS = 20;
const PATH_MODULES = ['path', 'path/posix', 'path/win32'];

/** The string that an expression always is, a URL as its `href`; undefined where that cannot be told from the source. */
export function evaluate(site: Site, node: Node | undefined, steps = MAX_STEPS): string | undefined {
  if (node === undefined || steps === 0) return undefined;
  const inner: Evaluate = (part) => evaluate(site, part, steps - 1);
  switch (node.type) {
    case 'Literal':
      return textOf(node);
    case 'TemplateLiteral':
      return evaluateTemplate(node, inner);
    case 'BinaryExpression':
      return node['operator'] === '+'
        ? joined([child(node, 'left'), child(node, 'right')], inner)
        : undefined;
    case 'Identifier':
      return evaluateName(site, node, inner);
    case 'MemberExpression':
      return evaluateMember(site, node, inner);
    case 'NewExpression':
      return evaluateUrl(node, inner);
    case 'CallExpression':
      return evaluateCall(site, node, inner);
    default:
      return undefined;
  }
}

function evaluateTemplate(node: Node, inner: Evaluate): string | undefined {
  const values = children(node, 'expressions').map(inner);
  const texts = children(node, 'quasis').map(({ value }) => (value as { cooked: string | null }).cooked);
  if (values.includes(undefined) || texts.includes(null)) return undefined;
  return texts.map((text, index) => text + (values[index] ?? '')).join('');
}

function joined(parts: readonly (Node | undefined)[], inner: Evaluate): string | undefined {
  const values = parts.map(inner);
  return values.includes(undefined) ? undefined : values.join('');
}

function evaluateName({ file, source }: Site, node: Node, inner: Evaluate): string | undefined {
  const variable = findVariable(source, node);
  if (variable === undefined) return placeOf(String(node['name']), file);
  const declarator = findDeclarator(variable);
  const isPlain = declarator !== undefined && child(declarator, 'id')?.type === 'Identifier';
  return isPlain ? inner(child(declarator, 'init')) : undefined;
}

function placeOf(name: string, file: string): string | undefined {
  if (name === '__filename') return file;
  return name === '__dirname' ? dirname(file) : undefined;
}

/** `import.meta.url` and its kin, and `.href` and `.pathname` of a URL. */
function evaluateMember({ file }: Site, node: Node, inner: Evaluate): string | undefined {
  const key = keyOf(node, 'property');
  const object = child(node, 'object');
  if (object?.type === 'MetaProperty')
    return key === 'url' ? pathToFileURL(file).href : placeOf(`__${key}`, file);
  if (object?.type !== 'NewExpression' && object?.type !== 'Identifier') return undefined;
  const url = inner(object);
  if (url === undefined || !URL.canParse(url)) return undefined;
  if (key === 'href') return url;
  return key === 'pathname' ? pathOfUrl(url) : undefined;
}

function evaluateUrl(node: Node, inner: Evaluate): string | undefined {
  if (identifierOf(child(node, 'callee')) !== 'URL') return undefined;
  const [input, base] = children(node, 'arguments');
  const [text, from] = [inner(input), inner(base)];
  if (text === undefined || (base !== undefined && from === undefined)) return undefined;
  return URL.canParse(text, from) ? new URL(text, from).href : undefined;
}

function evaluateCall(site: Site, node: Node, inner: Evaluate): string | undefined {
  const callee = child(node, 'callee');
  const values = children(node, 'arguments').map(inner);
  const given = values.filter((value) => value !== undefined);
  const [first] = given;
  if (callee === undefined || first === undefined || given.length < values.length) return undefined;
  const resolved = evaluateResolve(callee, site.file, first);
  if (resolved !== undefined) return resolved;
  const { module = '', path = [] } = originOf(site.source, callee) ?? {};
  const name = path.at(-1);
  if (module === 'url' && name === 'fileURLToPath') return pathOfUrl(first);
  if (module === 'url' && name === 'pathToFileURL') return pathToFileURL(first).href;
  return PATH_MODULES.includes(module) ? onPath(name, given) : undefined;
}

/** `resolve('x')` begins where the tool is started, which the source does not say. */
function onPath(name: string | undefined, parts: readonly string[]): string | undefined {
  if (name === 'join') return join(...parts);
  if (name === 'dirname') return dirname(parts[0] ?? '');
  return name === 'resolve' && parts.some((part) => isAbsolute(part)) ? resolve(...parts) : undefined;
}

/** `require.resolve('./x')` is a path, `import.meta.resolve('./x')` a URL. */
function evaluateResolve(callee: Node, file: string, name: string): string | undefined {
  if (callee.type !== 'MemberExpression' || keyOf(callee, 'property') !== 'resolve') return undefined;
  const path = name.startsWith('.') ? join(dirname(file), name) : undefined;
  const object = child(callee, 'object');
  if (object?.type === 'MetaProperty') return path && pathToFileURL(path).href;
  return identifierOf(object) === 'require' ? path : undefined;
}
