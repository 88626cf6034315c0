/** Telemetry never throws into the tool, whatever it is given and whatever the world is like. */
export function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
