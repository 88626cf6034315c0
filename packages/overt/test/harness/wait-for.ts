const POLL_MS = 10;

/** Waits until `condition` holds, and answers what it answered. Fails with `what` when it does not come true in time. */
export async function waitFor<Answer>(
  what: string,
  condition: () => Answer | Promise<Answer>,
  deadlineMs = 20_000,
): Promise<NonNullable<Answer>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await condition();
    if (answer !== false && answer !== undefined && answer !== null) return answer;
    if (performance.now() > end) throw new Error(`Waited ${deadlineMs} ms in vain for ${what}.`);
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, POLL_MS));
}
