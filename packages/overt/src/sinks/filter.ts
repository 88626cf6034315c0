import type { EventLevel } from '../catalogue/event.ts';
import { allows, isLevel } from '../consent/level.ts';
import { expected } from '../option-error.ts';
import type { BatchEvent } from './batch.ts';

/** Which events a sink gets. What it does not get is counted as dropped for it, and for it alone. */
export type SinkFilter = {
  /**
   * The highest level of an event: with `errors`, it gets reports of errors only.
   * @default 'full'
   */
  readonly level?: EventLevel;
  /**
   * The names of the events that it gets. A name that ends in `*` stands for all that begin so: `command.*`.
   * @default all
   */
  readonly only?: readonly string[];
  /**
   * The names of the events that it does not get, written in the same way.
   * @default none
   */
  readonly except?: readonly string[];
  /**
   * The share of runs of which it gets events, from 0 to 1. Reports of errors are not counted among these: it gets all of them.
   * @default 1
   */
  readonly sample?: number;
};

/** Checks the `filter` option of a sink. */
export function checkFilter(filter: SinkFilter): SinkFilter {
  if (typeof filter !== 'object' || filter === null) throw expected('filter', 'an object', filter);
  const { level = 'full', only = [], except = [], sample = 1 } = filter;
  if (!isLevel(level) || (level as string) === 'off')
    throw expected('filter.level', 'one of errors, usage, full', level);
  checkNames('filter.only', only);
  checkNames('filter.except', except);
  if (typeof sample !== 'number' || !(sample >= 0 && sample <= 1))
    throw expected('filter.sample', 'a number from 0 to 1', sample);
  return filter;
}

function checkNames(option: string, names: unknown): void {
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string' && name !== ''))
    throw expected(option, 'a list of names', names);
}

/** Whether a sink wants an event, by its level and its name. */
export function isWanted(
  { level = 'full', only, except = [] }: SinkFilter,
  event: Pick<BatchEvent, 'name' | 'level'>,
): boolean {
  const isNamed = (names: readonly string[]): boolean => names.some((name) => fits(name, event.name));
  const isAllowed = isLevel(event.level) && allows(level, event.level);
  return isAllowed && (only === undefined || isNamed(only)) && !isNamed(except);
}

/** The names of those of several sinks that want an event. */
export function namesOfWanting(
  sinks: readonly { readonly name: string; readonly filter?: SinkFilter | undefined }[],
  event: Pick<BatchEvent, 'name' | 'level'>,
): string[] {
  return sinks
    .filter(({ filter }) => filter === undefined || isWanted(filter, event))
    .map(({ name }) => name);
}

/** @internal Whether a name of an event is meant by what somebody wrote. */
export function fits(written: string, name: string): boolean {
  return written.endsWith('*') ? name.startsWith(written.slice(0, -1)) : name === written;
}
