/** What `overt/worker` loads when something crashes. */
import { createNodePlatform } from '../platform/node.ts';
import type { Crash } from '../platform/watch-crashes.ts';
import { WorkerReports } from '../worker/worker-reports.ts';

/** A thread goes on after a crash where somebody else has taken the error over: what was told before is remembered. */
let reports: WorkerReports | undefined;

export function reportCrash(crash: Crash): void {
  (reports ??= new WorkerReports(createNodePlatform(), crash)).report(crash);
}
