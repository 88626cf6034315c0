import { waitForCouriers } from './couriers.ts';
import { readDelivered, type FlatEvent } from './delivered.ts';
import type { Place } from './place.ts';
import { runTool, type ToolRun } from './run-tool.ts';

/** Runs a tool that records one event, and answers what was delivered of it. */
export async function trackOnce(place: Place, run: Partial<ToolRun>): Promise<FlatEvent> {
  const before = new Set(readDelivered(place).map(({ id }) => id));
  await runTool(place, { ...run, fixture: 'next.mjs' });
  await waitForCouriers(place.root);
  const [event] = readDelivered(place).filter(({ id, props }) => !before.has(id) && 'n' in props);
  if (event === undefined) throw new Error('Nothing was delivered.');
  return event;
}
