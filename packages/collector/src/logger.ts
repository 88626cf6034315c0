/** Problems go here. Nothing that names a sender is ever passed. */
export type Logger = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** One line of JSON for each problem, on stderr by default. `info` is left out: a quiet log is read. */
export function createJsonLogger(write: (line: string) => void, now: () => number): Logger {
  return (level, message, fields) => {
    if (level === 'info') return;
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...fields })}\n`);
  };
}
