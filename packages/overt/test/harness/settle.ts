import { waitForCouriers } from './couriers.ts';
import type { Place } from './place.ts';
import { runTool, type ToolRun } from './run-tool.ts';

/** Lets the next run of the tool deliver what waits, the way it would in life: by ending. */
export async function settle(place: Place, run: Partial<ToolRun> = {}): Promise<void> {
  await waitForCouriers(place.root);
  await runTool(place, { ...run, fixture: 'next.mjs' });
  await waitForCouriers(place.root);
}
