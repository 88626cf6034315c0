import type { Platform } from './platform.ts';

/** What a file may ask for by `require` or `module.require`. */
type Load = (id: string) => unknown;

/**
 * Runs the text of a CommonJS file that lies nowhere, and answers what it exports. At once, since a process that ends
 * cannot wait for an import. It may require what is built into Node.
 */
export function evaluate(platform: Platform, source: string, name: string): unknown {
  const require = platform.builtin('node:module').createRequire(platform.system.execPath);
  return evaluateWith(platform, source, [name, require]);
}

/** The same for a file that says itself what it may ask for. */
export function evaluateWith(platform: Platform, source: string, [name, load]: [string, Load]): unknown {
  const module = { exports: {}, require: load };
  const run = platform
    .builtin('node:vm')
    .compileFunction(source, ['module', 'exports', 'require'], { filename: name });
  run(module, module.exports, load);
  return module.exports;
}
