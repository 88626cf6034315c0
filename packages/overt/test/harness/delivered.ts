import { existsSync, readFileSync } from 'node:fs';
import type { Place } from './place.ts';

/** An event as `file`, `stdout` and `http` write it. */
export type FlatEvent = {
  readonly id: string;
  readonly run: string;
  readonly parent?: string;
  readonly name: string;
  readonly time: number;
  readonly level: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, string>>;
};

/** The `n` of what next.mjs records. */
const NEXT = 1_000_000;

/** What the `file` sink of a place has been given, all of it, in order. */
export function readDelivered({ sinkFile }: Place): FlatEvent[] {
  return readLines<FlatEvent>(sinkFile);
}

/** The same without what next.mjs recorded, as names and properties. */
export function readWhatCounts(place: Place): Noted[] {
  return readDelivered(place)
    .filter(({ props }) => props['n'] !== NEXT)
    .map(({ name, props }) => ({ name, props }));
}

/** A call of a fixture that has returned. */
export type Noted = { readonly name: string; readonly props: Readonly<Record<string, unknown>> };

export function readProgress({ progressFile }: Place): Noted[] {
  return readLines<Noted>(progressFile);
}

/** Whole lines only: the last one may just be being written. */
function readLines<Line>(path: string): Line[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Line);
}
