import type { Node } from '../host.ts';
import { evaluate, type Site } from '../source/evaluate.ts';
import { originOf } from '../source/origin.ts';
import { child, children, propertyOf } from '../source/syntax.ts';
import { readArguments } from './read-arguments.ts';

/** A place that starts a thread or a process with code of JavaScript. */
export type Start = {
  readonly how: 'thread' | 'process';
  /** A file, as a path or a `file:` URL; for code, its text; undefined where the source does not tell. */
  readonly target: string | undefined;
  readonly isCode: boolean;
  /** Modules that Node is told to load first. */
  readonly preloads: readonly string[];
  /** What a message points at. */
  readonly node: Node;
};

const STARTS_PROGRAM = ['spawn', 'spawnSync', 'execFile', 'execFileSync'];

/** What a call or a `new` starts, if it starts something that runs on Node. */
export function findStart(site: Site, node: Node): Start | undefined {
  const { module, path = [] } = originOf(site.source, child(node, 'callee')) ?? {};
  const [name = '', ...more] = path;
  if (more.length > 0) return undefined;
  const isNew = node.type === 'NewExpression';
  if (module === 'worker_threads' && name === 'Worker' && isNew) return findThread(site, node);
  if (module !== 'child_process' || isNew) return undefined;
  if (name === 'fork') return findFork(site, node);
  return STARTS_PROGRAM.includes(name) ? findProgram(site, node) : undefined;
}

function findThread(site: Site, node: Node): Start {
  const [file, options] = children(node, 'arguments');
  const target = evaluate(site, file);
  const isCode = target?.startsWith('data:') === true || propertyOf(options, 'eval')?.['value'] === true;
  const preloads = preloadsOf(site, options, isCode);
  return { how: 'thread', target: isCode ? codeOf(target) : target, isCode, preloads, node: file ?? node };
}

/** A `data:` URL is code too, spelt as one. */
function codeOf(text: string | undefined): string | undefined {
  if (text?.startsWith('data:') !== true) return text;
  try {
    return decodeURIComponent(text.slice(text.indexOf(',') + 1));
  } catch {
    return undefined;
  }
}

/** `--import` is not obeyed for a thread that is given code (Node 20 to 24); `--require` is. */
function preloadsOf(site: Site, options: Node | undefined, isCode = false): readonly string[] {
  const list = propertyOf(options, 'execArgv');
  if (list === undefined) return [];
  return readArguments(site, list, isCode ? ['-r', '--require'] : undefined).preloads;
}

function findFork(site: Site, node: Node): Start {
  const [file, ...others] = children(node, 'arguments');
  const options = others.find(({ type }) => type === 'ObjectExpression');
  const preloads = preloadsOf(site, options);
  return { how: 'process', target: evaluate(site, file), isCode: false, preloads, node: file ?? node };
}

/** `spawn(process.execPath, […])`; any other program is none that Overt could be loaded in. */
function findProgram(site: Site, node: Node): Start | undefined {
  const [program, list] = children(node, 'arguments');
  if (!isNode(site, program)) return undefined;
  if (list?.type !== 'ArrayExpression')
    return { how: 'process', target: undefined, isCode: false, preloads: [], node: list ?? node };
  const given = readArguments(site, list);
  return given.isNothing ? undefined : { how: 'process', ...given, node: given.node ?? list };
}

function isNode(site: Site, program: Node | undefined): boolean {
  const { module, path = [] } = originOf(site.source, program) ?? {};
  return (module === 'process' && path.join('.') === 'execPath') || evaluate(site, program) === 'node';
}
