import type { Catalogue } from '../catalogue/event.ts';

/** An event whose limit another event sets back. */
export type Reset = readonly [name: string, resetOn: string];

export function listResets(events: Catalogue): readonly Reset[] {
  return Object.entries(events).flatMap(([name, { limit }]) =>
    limit?.resetOn === undefined ? [] : [[name, limit.resetOn] as const],
  );
}
