import type { DeclaredEvent } from '../subject/declared.ts';
import { code } from './markdown.ts';

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** How often an event is recorded at most, in a sentence; an empty text where nothing is said. */
export function describeLimit({ limit }: DeclaredEvent): string {
  const { everyMs, maxMs, resetOn } = limit;
  if (everyMs === undefined) return '';
  const grows = maxMs === undefined ? '' : `; each one doubles the wait, up to ${formatTime(maxMs)}`;
  const ends = resetOn === '' ? '' : `, until there is a ${code(resetOn)}`;
  return `At most one in ${formatTime(everyMs)}${grows}${ends}.`;
}

/** `1 minute`, `90 seconds`: in the largest unit in which it is a whole number. */
function formatTime(ms: number): string {
  const [name, unit] = UNITS.find(([, size]) => ms % size === 0) ?? ['millisecond', 1];
  return `${ms / unit} ${name}${ms === unit ? '' : 's'}`;
}
