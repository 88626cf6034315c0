/** Comments, strings, the first part of a template, also those that nothing closes; braces; a `/` that divides or begins a pattern. */
const TOKEN =
  /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)|[/{}]/g;
/** What follows a value in a template. */
const TEMPLATE_REST = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)/y;
const PATTERN = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y;
/** What may stand before a pattern; behind anything else `/` divides. */
const BEFORE_PATTERN =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>\n]|\b(?:return|typeof|case|in|of|do|else|void|await|yield))[ \t]*$/;
/** `import 'x'`, `import('x')` and `require('x')`. */
const BEFORE_NAME = /(?:^|[^.\w$])(?:import|(?:import|require)\s*\()$/;
/** From the last `import` or `export` to `from`; what has `type` there is gone when the code runs. */
const CLAUSE =
  /^(?:import|export)(?!\s+type\s+(?!from\b))[\w$*{},\s]*\sfrom$|^(?:import|export)\s*[{*][\w$*{},\s]*from$/;
const KEYWORD = /(?<![.\w$])(?:import|export)(?![\w$])/g;
/** A longer list of names between `import` and `from` is not read. */
const MAX_CLAUSE = 4096;
/** Holds each text that BEFORE_PATTERN and BEFORE_NAME look for. */
const LOOK_BACK = 40;

/**
 * The modules that a source loads by a literal name: `import`, `export … from`, `import()` and `require()`. It reads any
 * dialect and needs no parser, since the linter has one for the file that it checks only, which is another.
 */
export function listImports(text: string): readonly string[] {
  const names: string[] = [];
  // The code before the token, from the last string on, without comments.
  let code = '';
  let from = 0;
  // The braces that are open in each value of a template that is not at its end.
  const open: number[] = [];
  for (let found = nextToken(text, from); found !== null; found = nextToken(text, from)) {
    const [token] = found;
    code += text.slice(from, found.index);
    from = found.index + token.length;
    if (/^["'`]/.test(token)) {
      if (!token.endsWith('${') && namesModule(code)) names.push(token.slice(1, -1));
      code = "''";
      if (token.endsWith('${')) open.push(0);
    } else if (token.length === 1) {
      if (token === '/') from = Math.max(from, endOfPattern(text, found.index, code));
      else from = Math.max(from, endOfTemplate({ text, from, open }, token));
      code += token;
    }
  }
  return names;
}

type Braces = { readonly text: string; readonly from: number; readonly open: number[] };

/** Counts a brace. Where one closes a value in a template, this is where the template's next value begins, or its end; else 0. */
function endOfTemplate({ text, from, open }: Braces, brace: string): number {
  const depth = open.pop();
  if (depth === undefined) return 0;
  if (brace === '{') open.push(depth + 1);
  else if (depth > 0) open.push(depth - 1);
  else {
    TEMPLATE_REST.lastIndex = from;
    const rest = TEMPLATE_REST.exec(text)?.[0] ?? '';
    if (rest.endsWith('${')) open.push(0);
    return from + rest.length;
  }
  return 0;
}

function nextToken(text: string, from: number): RegExpExecArray | null {
  TOKEN.lastIndex = from;
  return TOKEN.exec(text);
}

/** Where the pattern that begins here ends, or 0 if none does. */
function endOfPattern(text: string, at: number, code: string): number {
  if (!BEFORE_PATTERN.test(code.slice(-LOOK_BACK))) return 0;
  PATTERN.lastIndex = at;
  return PATTERN.test(text) ? PATTERN.lastIndex : 0;
}

function namesModule(code: string): boolean {
  const before = code.slice(-MAX_CLAUSE).trimEnd();
  if (BEFORE_NAME.test(before.slice(-LOOK_BACK))) return true;
  if (!before.endsWith('from')) return false;
  const last = [...before.matchAll(KEYWORD)].at(-1);
  return last !== undefined && CLAUSE.test(before.slice(last.index));
}
