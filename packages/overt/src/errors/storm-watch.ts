/** In a loop, the same failure is told of as often as this; after that it is counted. */
const MAX_ALIKE = 10;
/** So many different failures say no more than that everything fails. */
const MAX_DIFFERENT = 100;
const MAX_SIGN_LENGTH = 100;

/** Notices when one run tells of the same failure again and again. Over many runs, the courier does (docs/errors.md). */
export class StormWatch {
  readonly #times = new Map<string, number>();

  /** Whether there have been enough of those that have these signs. Numbers in texts differ each time. */
  isStorm(signs: readonly unknown[]): boolean {
    const texts = signs.map((sign) => (typeof sign === 'string' ? sign.slice(0, MAX_SIGN_LENGTH) : ''));
    const key = texts.join(' ').replace(/\d+/g, '');
    const times = (this.#times.get(key) ?? 0) + 1;
    if (times === 1 && this.#times.size >= MAX_DIFFERENT) return true;
    this.#times.set(key, times);
    return times > MAX_ALIKE;
  }
}
