import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { REPORTS } from '../spool/folders.ts';
import { PRIVATE_FOLDER } from '../spool/private-file.ts';

/**
 * Lets Node write a diagnostic report when it can go on no longer, or no more: out of memory, no code of ours runs. It
 * holds the variables of the environment, so the folder is private, and the courier takes what it needs and removes it.
 * Where the tool or its user wants such reports themselves, theirs stay as they are.
 */
export function writeFatalReports({ fs, system }: Platform, folder: string | undefined): void {
  const report: Report | undefined = system.diagnosticReport();
  if (report === undefined) return;
  const own = folder === undefined ? undefined : join(folder, REPORTS);
  const isTaken = report.reportOnFatalError && !isOwn(report.directory);
  if (isTaken) return;
  report.reportOnFatalError = own !== undefined;
  if (own === undefined) return;
  attempt(() => fs.mkdirSync(own, PRIVATE_FOLDER));
  report.directory = own;
  report.compact = true;
  report.excludeNetwork = true;
  // From Node 22.13 on.
  if ('excludeEnv' in report) report.excludeEnv = true;
}

/** Newer than their declarations. */
type Report = NodeJS.ProcessReport & { excludeNetwork?: boolean; excludeEnv?: boolean };

function isOwn(directory: string): boolean {
  return directory.endsWith(`/telemetry/${REPORTS}`);
}
