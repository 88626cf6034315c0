/** `overt/worker` for bundlers: carries what it loads when something crashes, packed (entry/bundled.ts). */
import packed from 'whole-worker';
import { watchCrashes } from '../platform/watch-crashes.ts';
import type * as WorkerCrash from './worker-crash.ts';

watchCrashes((builtin) => {
  const source = builtin('node:zlib').brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');
  const module = { exports: {} };
  // Named so that its frames can be told from those of the tool.
  const run = builtin('node:vm').compileFunction(source, ['module', 'exports'], { filename: 'overt' });
  run(module, module.exports);
  return (module.exports as typeof WorkerCrash).reportCrash;
});
