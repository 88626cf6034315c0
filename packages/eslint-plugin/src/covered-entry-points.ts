import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isCovered, isTextCovered } from './coverage/is-covered.ts';
import type { Context, Node, SourceCode } from './host.ts';
import { findPackage, owns, type Package } from './package/find-package.ts';
import { resolveFile } from './package/resolve-file.ts';
import { readOptions, schema, type Options } from './options.ts';
import { pathOfUrl } from './source/file-url.ts';
import { findStart, type Start } from './starts/find-start.ts';

type Finding = { readonly messageId: keyof typeof messages; readonly data: Readonly<Record<string, string>> };
type Place = {
  readonly context: Context;
  readonly source: SourceCode;
  readonly home: Package;
  readonly options: Options;
};

const WHAT = { thread: 'worker thread', process: 'child process' } as const;
const COVERING_LINE = {
  esm: "import 'overt/worker';",
  cjs: "require('overt/worker');",
} as const;

const messages = {
  start:
    'Crashes of {{file}}, which is started here as a {{what}}, are not reported. Make this its first line: {{line}}',
  code: "Crashes of this code, which is started as a {{what}}, are not reported. Put it in a file of its own that begins with: import 'overt/worker';",
  entry:
    'Crashes of this program ({{name}}) are not reported. Make its first line an import of the module that calls defineTelemetry.',
  unknown:
    "Nobody can tell from the source which file is started here as a {{what}}, and whether its crashes are reported. See that it begins with: import 'overt/worker'; then switch this rule off for this line.",
} as const;

/** Finds threads, child processes and programs of the package that load no module of Overt, so that nothing sees their crashes. */
export const coveredEntryPoints = {
  meta: {
    type: 'problem',
    docs: {
      description:
        'Require that crashes of worker threads, child processes and programs are reported by Overt',
      recommended: true,
      url: 'https://www.npmjs.com/package/@overt/eslint-plugin#covered-entry-points',
    },
    schema,
    messages,
  },
  create(context: Context) {
    const home = findPackage(context.filename);
    if (home === undefined) return {};
    const source = context.sourceCode as SourceCode;
    const place = { context, source, home, options: readOptions(context.options) };
    const check = (node: unknown): void => checkStart(place, node as Node);
    return {
      Program: (node: unknown): void => checkProgram(place, node as Node),
      NewExpression: check,
      CallExpression: check,
    };
  },
} as const;

function checkProgram(place: Place, node: Node): void {
  const { context, source, home, options } = place;
  const name = home.programs.get(context.filename) ?? nameOfEntry(place);
  if (name === undefined) return;
  const coverage = isCovered({ file: context.filename, text: source.text, modules: options.modules });
  if (coverage === 'uncovered') report(context, node, { messageId: 'entry', data: { name } });
}

function nameOfEntry({ context, home, options }: Place): string | undefined {
  return options.entries.find((entry) => resolve(home.folder, entry) === context.filename);
}

function checkStart(place: Place, node: Node): void {
  const { context, source, options } = place;
  const start = findStart({ file: context.filename, source }, node);
  if (start === undefined || isPreloaded(start, options)) return;
  const finding = start.isCode ? judgeCode(start, options) : judgeFile(place, start);
  if (finding !== undefined) report(context, start.node, finding);
}

function isPreloaded({ preloads }: Start, { modules }: Options): boolean {
  return preloads.some((name) => ['overt', 'overt/worker', ...modules].includes(name));
}

function judgeCode({ how, target = '' }: Start, { modules }: Options): Finding | undefined {
  return isTextCovered(target, modules) ? undefined : { messageId: 'code', data: { what: WHAT[how] } };
}

function judgeFile({ context, source, home, options }: Place, { how, target }: Start): Finding | undefined {
  const unknown: Finding = { messageId: 'unknown', data: { what: WHAT[how] } };
  const file = target === undefined ? undefined : locate(target, { context, home });
  if (file === undefined) return options.dynamic ? unknown : undefined;
  if (!owns(home, file)) return undefined;
  const text = file === context.filename ? { text: source.text } : {};
  const coverage = isCovered({ file, ...text, modules: options.modules });
  if (coverage === 'covered') return undefined;
  if (coverage === 'unknown') return options.dynamic ? unknown : undefined;
  const name = relative(home.folder, file).split(sep).join('/');
  return { messageId: 'start', data: { file: name, what: WHAT[how], line: COVERING_LINE[dialectOf(file)] } };
}

/**
 * Node looks for a relative name from where the tool is started. An author who writes one starts it from the package's
 * folder, or means the file beside this one.
 */
function locate(target: string, { context, home }: Pick<Place, 'context' | 'home'>): string | undefined {
  const path = target.startsWith('file:') ? pathOfUrl(target) : target;
  if (path === undefined || isAbsolute(path)) return path && resolveFile(path);
  return resolveFile(join(home.folder, path)) ?? resolveFile(join(dirname(context.filename), path));
}

/** Of the package that has the file, which may be one inside this one's folder. */
function dialectOf(file: string): 'esm' | 'cjs' {
  if (file.endsWith('.cjs')) return 'cjs';
  return file.endsWith('.js') && findPackage(file)?.isModule === false ? 'cjs' : 'esm';
}

function report(context: Context, node: Node, finding: Finding): void {
  context.report({ node: node as never, ...finding });
}
