/** The code with which the process will end, for what runs in place of a tool's own command. */
export function setExitCode(code: number): void {
  process.exitCode = code;
}
