/** What this sink keeps from one batch to the next, as text in the ledger. */
export type Memo = {
  /** Of each reason in the account, how many Sentry has been told of. Left out until there was an account. */
  readonly told?: Counts | undefined;
  /** What the sink itself left out and has not told yet, by `<reason>:<category>`. */
  readonly owed: Counts;
  /** Until when Sentry wants nothing of a category, in milliseconds since the epoch. */
  readonly limits: Counts;
};

export type Counts = Readonly<Record<string, number>>;

/** An empty one where there is none yet, or what is there is none of ours. */
export function readMemo(text: string | undefined): Memo {
  try {
    const { told, owed, limits } = JSON.parse(text ?? '') as Record<string, unknown>;
    return {
      ...(told !== undefined && { told: readCounts(told) }),
      owed: readCounts(owed),
      limits: readCounts(limits),
    };
  } catch {
    return { owed: {}, limits: {} };
  }
}

export function writeMemo({ told, owed, limits }: Memo, now: number): string {
  const lasting = Object.fromEntries(Object.entries(limits).filter(([, until]) => until > now));
  return JSON.stringify({ told, owed, limits: lasting });
}

function readCounts(value: unknown): Counts {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}
