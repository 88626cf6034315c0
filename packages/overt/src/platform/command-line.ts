/** The code with which the process will end, for what runs in place of a tool's own command. */
export function setExitCode(code: number): void {
  process.exitCode = code;
}

/** What was typed after the program, for what cannot be told by a framework. */
export function commandLine(): string[] {
  return process.argv.slice(2);
}

/** Tells with which code the process ends, until it is called off. */
export function watchExit(listener: (code: number) => void): () => void {
  process.on('exit', listener);
  return () => process.off('exit', listener);
}
