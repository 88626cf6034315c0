/**
 * `import 'overt/worker'` as the first line of what a worker thread or a child process runs covers it: its crashes are
 * reported as the tool's own are (docs/workers.md). Switched off, or where no run of the tool started it, nothing happens.
 *
 * @module
 */
import { watchCrashes } from '../platform/watch-crashes.ts';
import type * as WorkerCrash from './worker-crash.ts';

watchCrashes((builtin) => {
  const { reportCrash } = builtin('node:module').createRequire(import.meta.url)(
    './worker-crash.cjs',
  ) as typeof WorkerCrash;
  return reportCrash;
});
