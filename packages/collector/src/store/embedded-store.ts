import { mkdir, stat } from 'node:fs/promises';
import { createClient, ClickHouseLogLevel, type ClickHouseClientConfigOptions } from '@clickhouse/client';
import type * as ChdbModule from 'chdb';
import type * as ConnectionModule from 'chdb/connection';
import { CollectorError, describeError } from '../errors.ts';
import { createClickHouseStore, QUERY_SETTINGS } from './clickhouse-store.ts';
import type { Store } from './store.ts';

/**
 * ClickHouse sizes itself for a whole machine; here it shares 512 MB with Node. Its code alone is 235 MB resident, and
 * the default caches may grow to 5 GB each. Two threads, because memory in flight grows with each.
 */
const ENGINE_ARGUMENTS: readonly string[] = [
  '--max_threads=2',
  '--max_insert_threads=1',
  '--max_server_memory_usage=420000000',
  '--mark_cache_size=16777216',
  '--index_mark_cache_size=4194304',
  '--primary_index_cache_size=33554432',
  '--uncompressed_cache_size=0',
  '--mmap_cache_size=0',
  '--background_pool_size=2',
  '--max_partitions_per_insert_block=0',
];

type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>;

const PLATFORMS = 'Linux (x64 and arm64, glibc) and macOS';

/** ClickHouse in this process (chDB), in `folder`. One process at a time owns the folder. */
export async function createEmbeddedStore(folder: string): Promise<Store> {
  const { Session, createChdbConnection, drainPending } = await loadEngine();
  await requireFolder(folder);
  let session: ChdbModule.Session | undefined;
  try {
    // Settings of the engine belong to its first connection; the client's own connection shares the engine.
    session = new Session(folder, { connectionArgs: [...ENGINE_ARGUMENTS] });
    // The same interface, declared twice: chDB takes its types from @clickhouse/client-common, the client ships a copy.
    const connection = createChdbConnection({ path: folder }) as unknown as Connection;
    const client = createClient({
      connection,
      log: { level: ClickHouseLogLevel.OFF },
      clickhouse_settings: { ...QUERY_SETTINGS, max_threads: 2 },
    });
    const opened = session;
    const store = createClickHouseStore(client, async ({ table, columns, rows, token }) => {
      // The raw insert hands the bytes over as they are; the client's would make a string of them first.
      await opened.insert({
        table,
        columns: [...columns],
        values: rows,
        format: 'TabSeparated',
        settings: { insert_deduplication_token: token },
      });
    });
    return {
      ...store,
      async close() {
        await drainPending(); // closing under a running query aborts the whole process
        await store.close();
        opened.close();
        await drainPending();
      },
    };
  } catch (error) {
    session?.close();
    // The engine prints its own reason to stderr and throws a shorter one.
    const advice =
      'Restore it from a backup, or move it away to begin an empty one; the log beside it is untouched.';
    const message = `The store in ${folder} cannot be opened: ${describeError(error)}. ${advice}`;
    throw new CollectorError('store_broken', message, { cause: error });
  }
}

type Engine = Pick<typeof ChdbModule, 'Session' | 'drainPending'> &
  Pick<typeof ConnectionModule, 'createChdbConnection'>;

async function loadEngine(): Promise<Engine> {
  try {
    const { Session, drainPending } = await import('chdb');
    const { createChdbConnection } = await import('chdb/connection');
    return { Session, createChdbConnection, drainPending };
  } catch (error) {
    throw new CollectorError(
      'store_unsupported',
      `The embedded store (chDB) does not run on ${process.platform} ${process.arch}; it exists for ${PLATFORMS}. ` +
        'Give a ClickHouse server with `--store http://…` instead.',
      { cause: error },
    );
  }
}

async function requireFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new CollectorError(
      'store_broken',
      `Expected ${folder} to be the store's folder, but it is not a folder.`,
    );
  }
}
