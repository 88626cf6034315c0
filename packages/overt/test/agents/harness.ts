import { test as base } from 'vitest';
import type { BatchEvent } from '../../src/sinks/batch.ts';
import { openWorld } from './world.ts';

/** A test with a world of its own. */
export const test = base.extend('world', async ({ task: _task }, { onCleanup }) => {
  const world = openWorld();
  onCleanup(world.remove);
  return world;
});

export const OPTIONS = {
  agents: { agents: ['lead', 'helper'], tools: ['read_file', 'shell'], models: ['model-x'] },
};

export type Props = Readonly<Record<string, unknown>>;

/** Of the events of that name, in the order in which they arrived. */
export function propsOf(events: readonly BatchEvent[], name: string): Props[] {
  return events.filter((event) => event.name === name).map(({ props }) => props);
}
