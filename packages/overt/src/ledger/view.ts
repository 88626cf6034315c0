/** The account of one spool: at all times recorded = delivered + pending + the sum of dropped. */
export type LedgerView = {
  /** Names the account. Random; made with the account and deleted with it. */
  readonly id: string;
  readonly time: number;
  readonly recorded: number;
  readonly delivered: number;
  readonly pending: number;
  readonly dropped: Readonly<Record<string, number>>;
};
