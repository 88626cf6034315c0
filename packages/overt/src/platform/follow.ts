import { attempt } from './attempt.ts';

/** What was thrown. Undefined where nobody knows it yet: it is on its way. */
type Thrown = { readonly error: unknown } | undefined;

/** What is told of the end of a body, and whether that was a promise. */
type EndListener = {
  readonly onEnd: (wasPromise: boolean) => void;
  readonly onFailure: (thrown: Thrown) => void;
};

/**
 * Runs `body` and tells how it ended. What it returns or throws passes through untouched: an error that is thrown at once is not
 * caught here, since one that is thrown again counts for Node as thrown here, and if nobody catches it, the line of our code would
 * be printed.
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
  if (isThenable(result)) return passOn(result, { onEnd, onFailure }) as Result;
  onEnd(false);
  return result;
}

/** Tells how a promise ends, and answers one that ends alike, for the tool to go on with. */
function passOn(result: PromiseLike<unknown>, { onEnd, onFailure }: EndListener): PromiseLike<unknown> {
  return result.then(
    (value) => {
      onEnd(true);
      return value;
    },
    (error: unknown) => {
      onFailure({ error });
      throw error;
    },
  );
}

/** What throws when it is looked at is no promise, and still goes to the tool as it is. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return attempt(() => typeof (value as PromiseLike<unknown>).then) === 'function';
}
