/**
 * What a run needs when something fails, in a file of its own: it is loaded by a process that is about to die, while
 * somebody waits for it.
 */
export { CrashHolder } from '../errors/crash-holder.ts';
export { writeFatalReports } from '../errors/fatal-reports.ts';
export { ErrorReporter } from '../errors/reporter.ts';
