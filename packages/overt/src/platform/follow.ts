import { attempt } from './attempt.ts';

/** What was thrown. Undefined where nobody knows it yet: it is on its way. */
type Thrown = { readonly error: unknown } | undefined;

/** What is told of the end of a body. */
type EndListener = { readonly onEnd: () => void; readonly onFailure: (thrown: Thrown) => void };

/**
 * Runs `body` and tells how it ended. What it returns or throws passes through untouched: an error that is thrown at once is not
 * caught here, for the reason that CommandTracker.run gives.
 */
export function follow<Result>(body: () => Result, { onEnd, onFailure }: EndListener): Result {
  let isOver = false;
  let result: Result;
  try {
    result = body();
    isOver = true;
  } finally {
    if (!isOver) onFailure(undefined);
  }
  if (isThenable(result)) return passOn(result, onEnd, onFailure) as Result;
  onEnd();
  return result;
}

/** Tells how a promise ends, and answers one that ends alike, for the tool to go on with. */
export function passOn(
  result: PromiseLike<unknown>,
  onEnd: () => void,
  onFailure: (thrown: Thrown) => void,
): PromiseLike<unknown> {
  return result.then(
    (value) => {
      onEnd();
      return value;
    },
    (error: unknown) => {
      onFailure({ error });
      throw error;
    },
  );
}

/** What throws when it is looked at is no promise, and still goes to the tool as it is. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return attempt(() => typeof (value as PromiseLike<unknown>).then) === 'function';
}
