import { monthOf, weekOf } from '../platform/time.ts';

/** How often an installation gets a new id, and a new salt with it. */
export type Rotation = 'never' | 'monthly' | 'weekly';

/**
 * What the names of id and salt end with at a time: nothing, `-2026-11` or `-2026-W47` (UTC). As the period is in the
 * name, nobody has to replace a file at its end: the first process of the next one makes a file of another name.
 */
export function periodSuffix(rotate: Rotation, epochMs: number): string {
  if (rotate === 'never') return '';
  return `-${rotate === 'monthly' ? monthOf(epochMs) : weekOf(epochMs)}`;
}
