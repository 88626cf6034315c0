/** The tables that the log's rows go to. */
export type Table = 'events' | 'ledgers' | 'deletions';

/** Rows in ClickHouse's TabSeparated, and the name under which a repeated insert of them is recognised. */
export type RowBlock = {
  readonly table: Table;
  readonly columns: readonly string[];
  readonly rows: Buffer;
  readonly token: string;
};

/** What became of a block. `refused`: these rows will never be taken; `failed`: try again later. */
export type InsertResult =
  | { readonly outcome: 'stored' }
  | { readonly outcome: 'refused'; readonly error: Error }
  | { readonly outcome: 'failed'; readonly error: Error };

/** Values for the `{name:Type}` places of a query. */
export type QueryParams = Readonly<Record<string, unknown>>;

/** Where events live: ClickHouse, in this process or elsewhere. Everything above it speaks ClickHouse's SQL. */
export type Store = {
  readonly insert: (block: RowBlock) => Promise<InsertResult>;
  /** Runs a SELECT; 64-bit numbers come as strings. Rejects when the store cannot answer. */
  readonly query: <Row>(sql: string, params?: QueryParams) => Promise<Row[]>;
  /** Runs a statement that answers nothing. */
  readonly command: (sql: string, params?: QueryParams) => Promise<void>;
  readonly close: () => Promise<void>;
};
