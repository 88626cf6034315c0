import { describe, expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../src/start-collector.ts';
import { createServerStore, type ServerSettings } from '../src/store/clickhouse-store.ts';
import type { Store } from '../src/store/store.ts';
import { clickHouseBinary, createClickHouseServer } from './clickhouse-server.ts';
import { makeRequest, send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';
import { waitFor } from './wait-for.ts';

if (clickHouseBinary === undefined) {
  process.stdout.write('Skipped: ClickHouse over HTTP, since Debian’s clickhouse-server is not installed.\n');
}

/**
 * Debian's server is 18.16 of 2018. It has neither our schema's types and codecs nor query parameters nor names for
 * blocks, so what is tested here is the way there: the client over HTTP, with a user, gzip, errors, and a server that
 * goes away and comes back. The schema and the report are tested on chDB 26.7 (embedded-store.test.ts). A current
 * server binary was not to be had.
 */
const LEGACY: ServerSettings = { query: {}, insert: () => ({}) };

const block = (rows: string) =>
  ({ table: 'events', columns: ['project', 'seq'], rows: Buffer.from(rows), token: 't' }) as const;

describe.skipIf(clickHouseBinary === undefined)('a ClickHouse server of 2018, over HTTP', () => {
  async function open(url: string): Promise<Store> {
    const store = createServerStore(url, LEGACY);
    onTestFinished(() => store.close());
    await store.command(
      'CREATE TABLE IF NOT EXISTS events (project String, seq UInt64) ENGINE = MergeTree ORDER BY seq',
    );
    return store;
  }

  test('rows go there compressed and come back', async () => {
    const server = await createClickHouseServer();
    await server.start();
    const store = await open(server.url);
    const rows = Array.from({ length: 50_000 }, (_, index) => `back\\\\slash \\t ü 🦉\t${index}\n`).join('');
    expect(await store.insert(block(rows))).toEqual({ outcome: 'stored' });
    const found = await store.query<Record<string, string>>(
      'SELECT any(project) AS p, count() AS n, sum(seq) AS s FROM events',
    );
    expect(found).toEqual([{ p: 'back\\slash \t ü 🦉', n: '50000', s: '1249975000' }]);
  });

  test('errors are told apart: refused for good, or to be tried again', async () => {
    const server = await createClickHouseServer();
    await server.start();
    const store = await open(server.url);
    expect(await store.insert(block('a\tnot a number\n'))).toMatchObject({ outcome: 'refused' });
    const missing = { ...block('a\t1\n'), table: 'ledgers' } as const;
    expect(await store.insert(missing)).toMatchObject({ outcome: 'failed' });
    const stranger = createServerStore(server.url.replace('secret', 'wrong'), LEGACY);
    onTestFinished(() => stranger.close());
    expect(await stranger.insert(block('a\t1\n'))).toMatchObject({ outcome: 'failed' });
  });

  test('a server that is away fails the insert, and takes it when it is back', async () => {
    const server = await createClickHouseServer();
    await server.start();
    const store = await open(server.url);
    await server.stop();
    expect(await store.insert(block('a\t1\n'))).toMatchObject({ outcome: 'failed' });
    await server.start();
    expect(await store.insert(block('a\t1\n'))).toEqual({ outcome: 'stored' });
  });

  test('a collector takes events while its server cannot, and says so', async () => {
    const server = await createClickHouseServer();
    await server.start();
    const logged: string[] = [];
    const data = makeTempFolder();
    const logger = (_: string, message: string): void => void logged.push(message);
    const collector = await startCollector({ port: 0, data, store: server.url, logger });
    onTestFinished(() => collector.close());
    expect((await send(collector, makeRequest())).status).toBe(200);
    await waitFor('the failure to be noticed', async () => {
      const health = (await (await fetch(`${collector.url}/healthz`)).json()) as {
        status: string;
        store: string;
      };
      return health.status === 'ok' && health.store === 'failing';
    });
    expect(logged).toContain('The store did not take a block; the log keeps it.');
  });
});
