/** Calls `listener` when the process ends, before those that wait for that already. */
export function beforeExit(listener: (exitCode: number) => void): void {
  process.prependOnceListener('exit', listener);
}
