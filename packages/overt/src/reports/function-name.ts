import { isFunctionName } from './grammar.ts';

/** Names that the engine puts before a method, or writes where there is none. */
const ENGINE = new Set('anonymous instance_members_initializer static_initializer eval computed'.split(' '));

/**
 * What may be sent of a function's name. A stack is a property that anybody can write: a name is one only if it looks like
 * one and stands in `text`, the file that the frame is in, if that can be read. What stands before the last part may come
 * from another file; where it is not in this one, it goes.
 */
export function keepFunctionName(name: string | undefined, text: string | undefined): string | undefined {
  if (name === undefined || name === '<anonymous>' || !isFunctionName(name)) return undefined;
  const kept = text === undefined ? name : keepWritten(name, text);
  return kept === '<anonymous>' ? undefined : kept;
}

function keepWritten(name: string, text: string): string | undefined {
  const [, kind = '', path = '', alias = ''] =
    /^((?:new |get |set )?)([^ ]+)( \[as [^ ]+\])?$/.exec(name) ?? [];
  const parts = path.split('.');
  const isKnown = (part: string): boolean => isEngineName(part) || isWritten(part.replace(/^#/, ''), text);
  const last = parts.at(-1) ?? '';
  if (!isKnown(last)) return undefined;
  const others = parts.slice(0, -1);
  const owner = others.every((part) => isKnown(part)) ? others : [];
  const isAliasKnown = alias.slice(5, -1).split('.').every(isKnown);
  return kind + [...owner, last].join('.') + (isAliasKnown ? alias : '');
}

/** `<anonymous>` and the like, and what the language itself has: `Object`, `Module`, `process`. */
function isEngineName(part: string): boolean {
  const inner = /^<(\w+)>$/.exec(part)?.[1];
  if (inner !== undefined) return ENGINE.has(inner);
  return part === '' || part === 'Module' || Object.hasOwn(globalThis, part);
}

/** Whether `word` stands in `text` as a whole. */
function isWritten(word: string, text: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    if (!isWordPart(text.charAt(at - 1)) && !isWordPart(text.charAt(at + word.length))) return true;
  }
  return false;
}

function isWordPart(char: string): boolean {
  return /[\p{L}\p{N}_$]/u.test(char);
}

/** Whether the engine has a function of that name, such as `Array.map` or `new Promise`: the frames of its own have no file. */
export function isBuiltinFunction(name: string | undefined): name is string {
  const [, owner = '', method] = /^(?:new )?([A-Z]\w{1,30})(?:\.(\w{1,40}))?$/.exec(name ?? '') ?? [];
  const value: unknown = Object.hasOwn(globalThis, owner)
    ? (globalThis as Record<string, unknown>)[owner]
    : undefined;
  if (value === undefined || value === null) return false;
  if (method === undefined) return typeof value === 'function';
  const { prototype } = value as { prototype?: unknown };
  return has(value, method) || has(prototype, method);
}

/** Without asking for the value: it may be a getter. */
function has(owner: unknown, name: string): boolean {
  return (typeof owner === 'object' || typeof owner === 'function') && owner !== null && name in owner;
}
