const DIGITS = '0123456789';

/**
 * The pairs of characters with which a match of `pattern` can begin; `*` stands for any second one. Reads as much of
 * the syntax as the rules use: a group of beginnings, or one, of letters, classes, `\d` and escaped signs.
 */
export function startsOf({ source: whole, ignoreCase }: RegExp): string[] {
  // What the first group holds stays; it is part of the match all the same.
  const source = whole.replace(/^\((?!\?)|^\(\?<!.*?\)/, '');
  const group = source.startsWith('(?:') && isWhole(source) ? source.slice(3, -1) : undefined;
  const beginnings = group === undefined ? leadingGroup(source) : splitTop(group);
  const pairs = beginnings.flatMap((beginning) => {
    const [first = '', second = '*'] = atoms(beginning);
    return Array.from(first).flatMap((a) => Array.from(second).map((b) => a + b));
  });
  return ignoreCase ? pairs.flatMap(withCases) : pairs;
}

function withCases([a = '', b = '']: string): string[] {
  const both = (char: string): string[] => [char.toLowerCase(), char.toUpperCase()];
  return both(a).flatMap((first) => both(b).map((second) => first + second));
}

/** Whether the group at the start is all there is. */
function isWhole(source: string): boolean {
  return endOfGroup(source) === source.length - 1;
}

/** `(?:ab|cd)ef` begins as `abef` or `cdef` does. */
function leadingGroup(source: string): string[] {
  if (!source.startsWith('(?:')) return [source];
  const end = endOfGroup(source);
  return splitTop(source.slice(3, end)).map((beginning) => beginning + source.slice(end + 1));
}

function endOfGroup(source: string): number {
  let depth = 0;
  for (let index = 0; index < source.length; index += 1) {
    const char = source[index];
    if (char === '\\') index += 1;
    else if (char === '(') depth += 1;
    else if (char === ')' && --depth === 0) return index;
  }
  return source.length;
}

function splitTop(group: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const char of group) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

/** The first two characters, each as all that it may be. */
function atoms(source: string): string[] {
  const [first, rest] = atom(source);
  return /^[{*?+]/.test(rest) ? [first, '*'] : [first, atom(rest)[0]];
}

function atom(source: string): [string, string] {
  if (source.startsWith('\\d')) return [DIGITS, source.slice(2)];
  if (source.startsWith('\\w') || source.startsWith('(')) return ['*', source.slice(2)];
  if (source.startsWith('\\')) return [source.charAt(1), source.slice(2)];
  if (!source.startsWith('[')) return [source.charAt(0), source.slice(1)];
  const end = source.indexOf(']');
  const inside = source.slice(1, end).replaceAll('\\d', DIGITS);
  return [inside.includes('\\w') ? '*' : inside.replace(/(.)-(.)/g, expand), source.slice(end + 1)];
}

function expand(_whole: string, from: string, to: string): string {
  let all = '';
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) all += String.fromCharCode(code);
  return all;
}
