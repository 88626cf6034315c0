/** One thing that was looked at. */
export type Check = {
  /** What was looked at: `consent`, `folder`, `courier`, `daemon`, `clock`, or `sink` and its name. */
  readonly name: string;
  /** `skipped`: there was no reason to look, or it may not be looked at now. */
  readonly result: 'ok' | 'wrong' | 'skipped';
  readonly what: string;
  /** What may help. */
  readonly hint?: string;
};

/** @internal */
export function ok(name: string, what: string): Check {
  return { name, result: 'ok', what };
}

/** @internal */
export function skipped(name: string, what: string): Check {
  return { name, result: 'skipped', what };
}

/** @internal */
export function wrong(name: string, what: string, hint: string): Check {
  return { name, result: 'wrong', what, hint };
}
