import type { Place } from './place.ts';
import { runTool, type ToolRun } from './run-tool.ts';

/** The account of one sink, as `telemetry.ledger()` gives it. */
export type Account = {
  readonly recorded: number;
  readonly delivered: number;
  readonly pending: number;
  readonly dropped: Readonly<Record<string, number>>;
};

/** Reads the account of the sink `main` in a process of its own, which records nothing. */
export async function readAccount(place: Place, run: Partial<ToolRun> = {}): Promise<Account> {
  const { main } = await readAccounts(place, run);
  return main ?? { recorded: 0, delivered: 0, pending: 0, dropped: {} };
}

/** Reads the accounts of all sinks. */
export async function readAccounts(
  place: Place,
  run: Partial<ToolRun> = {},
): Promise<Readonly<Record<string, Account>>> {
  const { stdout, stderr } = await runTool(place, { ...run, fixture: 'ledger.mjs' });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, Account>;
}

/** recorded - delivered - pending - dropped: always 0. */
export function difference({ recorded, delivered, pending, dropped }: Account): number {
  return recorded - delivered - pending - totalOf(dropped);
}

export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
