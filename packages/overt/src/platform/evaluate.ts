import type { Platform } from './platform.ts';

/**
 * Runs the text of a CommonJS file that lies nowhere, and answers what it exports. At once, since a process that ends
 * cannot wait for an import. It may require what is built into Node.
 */
export function evaluate(platform: Platform, source: string, name: string): unknown {
  const module = { exports: {} };
  const require = platform.builtin('node:module').createRequire(platform.system.execPath);
  const run = platform
    .builtin('node:vm')
    .compileFunction(source, ['module', 'exports', 'require'], { filename: name });
  run(module, module.exports, require);
  return module.exports;
}
