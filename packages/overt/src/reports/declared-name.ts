import type { Mapping, Original } from './source-maps.ts';

/** A function as a minifier has left it: what it is called now, and where in it we are. */
export type MinifiedFunction = {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly original: Original;
};

/** Parameters of one arrow function. */
const MAX_HEAD = 200;
/** How many values of that name are looked at that are no function. */
const MAX_TRIES = 50;
const IS_FUNCTION = /^(?:async\b\s*)?(?:function\b|class\b|\([^()]*\)\s*=>|[\w$]+\s*=>)/;

/**
 * What the author called a function. Its short name stands where it is declared, before where we are in it; what the map says
 * of that very place is its own name. Node knows where the function begins and asks there; a stack does not say that.
 */
export function findDeclaredName(
  text: string,
  mapping: Mapping,
  minified: MinifiedFunction,
): string | undefined {
  const end = offsetOf(text, minified.line, minified.column);
  const at = findDeclaration(text, minified.name, end);
  if (at === -1) return undefined;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const found = mapping(countLines(text, minified.line, [at, end]), at - lineStart + 1);
  if (found?.name === undefined || found.line > minified.original.line) return undefined;
  return isSamePlace(found, minified.original) ? found.name : undefined;
}

/** Where the name stands in the last declaration of a function before `end`, or -1. */
function findDeclaration(text: string, name: string, end: number): number {
  const heads = [`function ${name}(`, `function*${name}(`, `class ${name}{`, `class ${name} `];
  const ends = heads.map((head) => {
    const found = text.lastIndexOf(head, end);
    return found === -1 ? -1 : found + head.length - 1 - name.length;
  });
  return Math.max(...ends, ...[' ', ',', ';'].map((before) => findAssigned(text, `${before}${name}=`, end)));
}

/** `let f=…`, where what follows is a function. */
function findAssigned(text: string, start: string, end: number): number {
  let at = text.lastIndexOf(start, end);
  for (let tries = 0; at > 0 && tries < MAX_TRIES; tries += 1) {
    const after = at + start.length;
    if (IS_FUNCTION.test(text.slice(after, after + MAX_HEAD))) return at + 1;
    at = text.lastIndexOf(start, at - 1);
  }
  return -1;
}

/** The number of the line that `at` is in, counted back from that of `end`. */
function countLines(text: string, line: number, [at, end]: readonly [number, number]): number {
  let number = line;
  for (let next = text.indexOf('\n', at); next !== -1 && next < end; next = text.indexOf('\n', next + 1))
    number -= 1;
  return number;
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let number = 1; number < line; number += 1) {
    const next = text.indexOf('\n', start);
    if (next === -1) break;
    start = next + 1;
  }
  return start + column - 1;
}

function isSamePlace({ place: one }: Original, { place: other }: Original): boolean {
  return 'file' in one && 'file' in other && one.file === other.file;
}
