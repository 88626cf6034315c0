import { test as base } from 'vitest';
import { makePlace, removePlace } from './place.ts';

/** A test that is given a place of its own. */
export const test = base.extend('place', async ({ task }, { onCleanup }) => {
  const place = makePlace(task.id);
  onCleanup(() => removePlace(place));
  return place;
});
