import { Readable } from 'node:stream';
import {
  createClient,
  ClickHouseLogLevel,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { isRefusal } from './refusal.ts';
import type { InsertResult, QueryParams, RowBlock, Store } from './store.ts';

/** Sends rows; the one thing in which the embedded engine and a server differ. */
export type SendRows = (block: RowBlock) => Promise<void>;

/** What only newer servers know; a test against an old one leaves it out. */
export type ServerSettings = {
  readonly query: ClickHouseSettings;
  readonly insert: (token: string) => ClickHouseSettings;
};

/** Copies of an event meet in one partition (store/schema.ts), so FINAL may look at each partition alone. */
export const QUERY_SETTINGS: ClickHouseSettings = { do_not_merge_across_partitions_select_final: 1 };

const SERVER_SETTINGS: ServerSettings = {
  query: QUERY_SETTINGS,
  // Weeks of broken clocks may be many; a server's own limit is 100 partitions in one block.
  insert: (token) => ({ insert_deduplication_token: token, max_partitions_per_insert_block: '0' }),
};

/** A server that does not answer within this time is away; the log waits for it. */
const REQUEST_TIMEOUT_MS = 60_000;

/** A store on a ClickHouse server. `url` may carry user, password and database. */
export function createServerStore(url: string, settings: ServerSettings = SERVER_SETTINGS): Store {
  const client = createClient({
    url,
    application: 'overt-collector',
    request_timeout: REQUEST_TIMEOUT_MS,
    compression: { request: true, response: false },
    log: { level: ClickHouseLogLevel.OFF }, // it prints pages; what fails is ours to tell, in one line
    clickhouse_settings: settings.query,
  });
  return createClickHouseStore(client, async ({ table, columns, rows, token }) => {
    await client.insert({
      table,
      columns: columns as [string, ...string[]],
      values: Readable.from([rows], { objectMode: false }),
      format: 'TabSeparated',
      clickhouse_settings: settings.insert(token),
    });
  });
}

/** The store over any `@clickhouse/client`. */
export function createClickHouseStore(client: ClickHouseClient, sendRows: SendRows): Store {
  return {
    async insert(block): Promise<InsertResult> {
      try {
        await sendRows(block);
        return { outcome: 'stored' };
      } catch (error) {
        const known = error instanceof Error ? error : new Error(String(error));
        return { outcome: isRefusal(known) ? 'refused' : 'failed', error: known };
      }
    },
    async query<Row>(sql: string, params?: QueryParams): Promise<Row[]> {
      const result = await client.query({ query: sql, format: 'JSONEachRow', ...bind(params) });
      return await result.json<Row>();
    },
    async command(sql, params) {
      await client.command({ query: sql, ...bind(params) });
    },
    close: () => client.close(),
  };
}

function bind(params: QueryParams | undefined): { query_params?: Record<string, unknown> } {
  return params === undefined ? {} : { query_params: { ...params } };
}
