import { packageOf } from './dependencies.ts';
import type { Platform } from '../platform/platform.ts';
import { nameOf } from '../platform/path.ts';
import type { Frame, StackError } from './stack-text.ts';

/** What is further down than that is how the tool got there, and changes with each way. */
const MAX_NAMES = 6;

/**
 * A number that reports of the same fault share: of class and code of each error, and of the functions it went through. It has no
 * path, line or column in it, so it stays the same on other machines, when lines are added above, and when the tool is bundled.
 */
export function fingerprintOf(platform: Platform, errors: readonly StackError[]): string {
  const parts = errors.map(({ type, code = '', parent = '', relation = '', frames }) => [
    type,
    code,
    String(parent),
    relation,
    ...namesOf(frames.filter((frame): frame is Frame => !('cut' in frame))),
  ]);
  const text = JSON.stringify(parts);
  return platform.builtin('node:crypto').createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The functions of the tool; without any that has a name, those of its dependencies; without those, the tool's files. */
function namesOf(frames: readonly Frame[]): string[] {
  const own = frames.filter(({ inApp }) => inApp);
  const functions = firstOf(own, (frame) => nameFunction(frame.function));
  if (functions.length > 0) return functions;
  const packages = firstOf(frames, nameDependency);
  return packages.length > 0 ? packages : firstOf(own, nameFile);
}

/** Each name once: where functions call each other in circles, it is chance how often. */
function firstOf(frames: readonly Frame[], name: (frame: Frame) => string | undefined): string[] {
  const names = frames.map(name).filter((found) => found !== undefined);
  return [...new Set(names)].slice(0, MAX_NAMES);
}

/**
 * The name without what depends on how it was called or bundled: `new Foo`, `Object.foo`, `Base.foo [as bar]`, and the numbers by
 * which bundlers tell two of a name apart (`foo$1`, `foo2`).
 */
function nameFunction(name: string | undefined): string | undefined {
  const plain = name?.replace(/^(?:new|get|set) /, '').replace(/ \[as .*$/, '');
  const last = plain?.slice(plain.lastIndexOf('.') + 1).replace(/^#/, '') ?? '';
  const stem = last.replace(/\$?\d+$/, '');
  return stem === '' || stem.startsWith('<') ? undefined : stem;
}

function nameDependency({ file = '', function: name }: Frame): string | undefined {
  return file.startsWith('node_modules/') ? `${packageOf(file)} ${nameFunction(name) ?? ''}` : undefined;
}

function nameFile({ file = '' }: Frame): string | undefined {
  return nameOf(file).replace(/(?:\.\w+)+$/, '');
}
