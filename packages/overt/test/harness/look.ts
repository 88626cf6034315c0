import { expect } from 'vitest';
import type { Place } from './place.ts';
import { runTool, type Ended, type ToolRun } from './run-tool.ts';

/** What the user sees of a tool that has ended. */
export function visible({ code, signal, stdout, stderr }: Ended): Omit<Ended, 'wallMs'> {
  return { code, signal, stdout, stderr };
}

/** Runs a tool without Overt and then with it, and expects that nobody could tell the one from the other. */
export async function runUnchanged(place: Place, run: ToolRun): Promise<Ended> {
  // The bare one notes nothing: what is noted is what Overt was given.
  const env = { ...run.env, FIXTURE_PROGRESS: '' };
  const bare = await runTool(place, { ...run, env, stub: true });
  const ended = await runTool(place, run);
  expect(visible(ended)).toEqual(visible(bare));
  return ended;
}
