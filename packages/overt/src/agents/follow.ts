import { attempt } from '../platform/attempt.ts';

/** What is told of the end of a body. Without a failure, nobody knows the error yet: it is on its way. */
export type Follower = {
  readonly onEnd: () => void;
  readonly onFailure: (failure: { readonly error: unknown } | undefined) => void;
};

/**
 * Runs `body` and tells how it ended. What it returns or throws passes through untouched: an error that is thrown at once is not
 * caught here, for the reason that CommandTracker.run gives.
 */
export function follow<Result>(body: () => Result, { onEnd, onFailure }: Follower): Result {
  let isOver = false;
  let result: Result;
  try {
    result = body();
    isOver = true;
  } finally {
    if (!isOver) onFailure(undefined);
  }
  if (!isThenable(result)) {
    onEnd();
    return result;
  }
  return result.then(
    (value: unknown) => {
      onEnd();
      return value;
    },
    (error: unknown) => {
      onFailure({ error });
      throw error;
    },
  ) as Result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return attempt(() => typeof (value as PromiseLike<unknown>).then) === 'function';
}
