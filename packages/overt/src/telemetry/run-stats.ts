/** What the commands of one run came to. Kept in memory, for the tool itself to show. */
export type RunStats = {
  /** How many were recorded. Where telemetry is off, none is. */
  commands: number;
  /** How many of them failed: an error, a crash, wrong use. */
  errors: number;
  /** How long they took together, and how many of them have a duration: what runs until somebody stops it has none. */
  durationMs: number;
  timed: number;
  /** When the first and the last of them ended, in milliseconds since the epoch. */
  first?: number;
  last?: number;
  /** How many of each there were. */
  readonly byCommand: Record<string, number>;
};

/** A command that has ended, as it is recorded. */
export type FinishedCommand = {
  readonly command: string;
  readonly outcome: string;
  readonly durationMs?: number | undefined;
};

export function addToStats(
  stats: RunStats,
  { command, outcome, durationMs }: FinishedCommand,
  now: number,
): void {
  stats.commands += 1;
  if (isError(outcome)) stats.errors += 1;
  stats.durationMs += Math.round(durationMs ?? 0);
  if (durationMs !== undefined) stats.timed += 1;
  stats.first ??= now;
  stats.last = now;
  stats.byCommand[command] = (stats.byCommand[command] ?? 0) + 1;
}

/** `error`, `usage-error`, `crash`. What its user interrupted did not fail. */
export function isError(outcome: unknown): boolean {
  return outcome === 'crash' || String(outcome).endsWith('error');
}
