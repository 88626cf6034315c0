/**
 * Tells what `body` throws or rejects with, and lets it pass. What is thrown at once is not caught, since Node would print the line in which it was thrown again; so it is told
 * without the error.
 */
export function tellFailure<Result>(
  body: () => Result,
  tell: (...failure: [error?: unknown]) => void,
): Result {
  let isOver = false;
  let result: Result;
  try {
    result = body();
    isOver = true;
  } finally {
    if (!isOver) tell();
  }
  if (!(result instanceof Promise)) return result;
  return result.catch((error: unknown) => {
    tell(error);
    throw error;
  }) as Result;
}
