import type { Store } from '../store/store.ts';

/** The newest ledgers of a project's spools, added up. */
export type LedgerTotals = {
  readonly spools: number;
  readonly recorded: number;
  readonly delivered: number;
  readonly pending: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** Whether recorded = delivered + pending + dropped, in each ledger and so in the sum. */
  readonly balanced: boolean;
};

type Row = Record<'spools' | 'recorded' | 'delivered' | 'pending' | 'unbalanced', string> & {
  dropped: Record<string, string>;
};

/** sumMap adds the counts by reason; the keys and values come out of the JSON as they went in. */
const LEDGERS = `
SELECT count() AS spools, sum(r) AS recorded, sum(d) AS delivered, sum(p) AS pending,
  sumMap(reasons) AS dropped, countIf(r != d + p + arraySum(mapValues(reasons))) AS unbalanced
FROM (
  SELECT recorded AS r, delivered AS d, pending AS p,
    CAST(JSONExtractKeysAndValues(ledgers.dropped, 'UInt64'), 'Map(String, UInt64)') AS reasons
  FROM ledgers FINAL WHERE project = {project:String}
)`;

/** Reads the accounts of a project's senders. */
export async function readLedgers(store: Store, project: string): Promise<LedgerTotals> {
  const [row] = await store.query<Row>(LEDGERS, { project });
  return {
    spools: Number(row?.spools ?? 0),
    recorded: Number(row?.recorded ?? 0),
    delivered: Number(row?.delivered ?? 0),
    pending: Number(row?.pending ?? 0),
    dropped: Object.fromEntries(
      Object.entries(row?.dropped ?? {}).map(([reason, count]) => [reason, Number(count)]),
    ),
    balanced: Number(row?.unbalanced ?? 0) === 0,
  };
}
