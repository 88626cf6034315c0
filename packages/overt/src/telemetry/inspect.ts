import { attempt } from '../platform/attempt.ts';

/** Where a program that reads what a tool declares, such as `overt check`, leaves a function for it. */
export const INSPECTOR: unique symbol = Symbol.for('overt.inspector');

/** Shows the options to that program, before they are checked: it also reports what the check would refuse. */
export function showToInspector(options: unknown): void {
  if (INSPECTOR in globalThis)
    attempt(() => (globalThis as { [INSPECTOR]?: (options: unknown) => void })[INSPECTOR]?.(options));
}
