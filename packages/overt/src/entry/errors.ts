/**
 * What a run needs when something fails, in a file of its own: it is loaded by a process that is about to die, while
 * somebody waits for it.
 */
export { writeFatalReports } from '../errors/fatal-reports.ts';
export { ErrorReporter } from '../errors/reporter.ts';
