/** What was typed after the name of the tool, for frameworks that do not say. */
export function typedArgs(): readonly string[] {
  return process.argv.slice(2);
}

/** Calls `listener` when the process ends, before whatever else waits for that. */
export function onExitFirst(listener: (exitCode: number) => void): void {
  process.prependOnceListener('exit', listener);
}
