import { isRunId } from '../spool/run-id.ts';

/** Tells the children of a run whose children they are, as `<run>:<tool>`; a part of a run adds its own name (overt/worker). */
export const RUN_VARIABLE = 'OVERT_RUN';

/** The run that started this one. */
export type ParentRun = { readonly run: string; readonly tool: string };

/** Reads what a run has left to its children. What is not of that form was not left by one. */
export function parseParent(said: string | undefined): ParentRun | undefined {
  const [run, tool = ''] = (said ?? '').split(':', 2);
  return isRunId(run) ? { run, tool } : undefined;
}
