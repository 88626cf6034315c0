import type { Counts } from '../spool/run-file.ts';
import type { QuotaOptions } from './sampling.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_HOURS = 24;
/** Runs come in the order in which they began, so that what is older than this is not counted any more. */
const KEPT_HOURS = 2 * DAY_HOURS;

/**
 * Counts events by the hour and the day in which they were recorded, and says which are too many. What waited for weeks is
 * counted where it belongs, so that nobody who was offline loses by it.
 */
export class QuotaWindow {
  readonly #quota: Required<QuotaOptions>;
  readonly #counts: Record<string, number>;

  constructor(quota: Required<QuotaOptions>, counts: Counts) {
    this.#quota = quota;
    this.#counts = { ...counts };
  }

  /** Whether an event is within the quota; then it is counted. */
  admit({ name, time }: { readonly name: string; readonly time: number }, now: number): boolean {
    // What lies ahead is from before the clock was set back.
    const hour = Math.floor(Math.min(time, now) / HOUR_MS);
    const { perDay, perHour, events } = this.#quota;
    const limits: [key: string, most: number][] = [
      [`day ${hour - (hour % DAY_HOURS)}`, perDay],
      [`hour ${hour}`, perHour],
    ];
    if (Object.hasOwn(events, name)) limits.push([`hour ${hour} ${name}`, events[name] ?? 0]);
    if (limits.some(([key, most]) => (this.#counts[key] ?? 0) >= most)) return false;
    for (const [key] of limits) {
      if (this.#counts[key] === undefined) this.#forget(hour);
      this.#counts[key] = (this.#counts[key] ?? 0) + 1;
    }
    return true;
  }

  get counts(): Counts {
    return this.#counts;
  }

  #forget(hour: number): void {
    for (const key of Object.keys(this.#counts)) {
      const begin = Number(key.split(' ')[1]);
      if (!(begin > hour - KEPT_HOURS)) delete this.#counts[key];
    }
  }
}
