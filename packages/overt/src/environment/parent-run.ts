import { isRunId } from '../spool/run-id.ts';

/** Tells the children of a run whose children they are, as `<run>:<tool>`; a part of a run adds its own name (overt/worker). */
export const RUN_VARIABLE = 'OVERT_RUN';
/** The name that a daemon adds (overt/daemon). */
export const DAEMON_PART = 'daemon';

/** The run that started this one. */
export type ParentRun = { readonly run: string; readonly tool: string; readonly part: string };

/** Reads what a run has left to its children. What is not of that form was not left by one. */
export function parseParent(said: string | undefined): ParentRun | undefined {
  const [run, tool = '', part = ''] = (said ?? '').split(':', 3);
  return isRunId(run) ? { run, tool, part } : undefined;
}
