import type { Node } from '../host.ts';
import { evaluate, type Site } from '../source/evaluate.ts';
import { children } from '../source/syntax.ts';

/** What `node …arguments` runs. */
export type Given = {
  readonly target: string | undefined;
  readonly isCode: boolean;
  readonly preloads: readonly string[];
  readonly node: Node | undefined;
  /** Node is started without a program: it answers (`--version`), or reads one from stdin. */
  readonly isNothing: boolean;
};

const PRELOADS = ['-r', '--require', '--import'];
const CODE = ['-e', '--eval', '-p', '--print', '-pe'];
/** Options that take the argument behind them, where that is not written with `=`. */
const WITH_VALUE = [...PRELOADS, '--loader', '--experimental-loader', '-C', '--conditions', '--title'];

/** Reads the array literal of Node's arguments up to the program. */
export function readArguments(site: Site, list: Node, preloadFlags: readonly string[] = PRELOADS): Given {
  const preloads: string[] = [];
  const given = { preloads, isCode: false, isNothing: false };
  const items = children(list, 'elements');
  for (let index = 0; index < items.length; index += 1) {
    const node = items[index];
    const text = evaluate(site, node);
    if (text?.startsWith('-') !== true) return { ...given, target: text, node };
    const [flag, inline] = splitOnce(text);
    const value = inline ?? evaluate(site, items[index + 1]);
    if (CODE.includes(flag)) return { ...given, target: value, isCode: true, node: items[index + 1] ?? node };
    if (preloadFlags.includes(flag) && value !== undefined) preloads.push(value);
    if (inline === undefined && WITH_VALUE.includes(flag)) index += 1;
  }
  return { ...given, target: undefined, node: undefined, isNothing: true };
}

function splitOnce(text: string): readonly [string, string?] {
  const at = text.indexOf('=');
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
