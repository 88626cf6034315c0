import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedStore } from '../../../collector/src/store/embedded-store.ts';
import { startCollector } from '../../../collector/src/start-collector.ts';

/** Our own collector with its embedded store: for a whole file of tests, since opening the store takes a second. */
export type TestCollector = {
  readonly url: string;
  readonly key: string;
  /** Loads what is in the log, then asks the store. `FINAL`: an event as the report sees it. */
  readonly query: <Row>(sql: string) => Promise<Row[]>;
  readonly close: () => Promise<void>;
};

export async function openCollector(): Promise<TestCollector> {
  const data = mkdtempSync(join(tmpdir(), 'overt-collector-'));
  const store = await createEmbeddedStore(join(data, 'store'));
  const collector = await startCollector({ data, port: 0, store, logger: () => {} });
  return {
    url: collector.url,
    key: collector.writeKey,
    async query<Row>(sql: string): Promise<Row[]> {
      await collector.report();
      return store.query<Row>(sql);
    },
    async close() {
      await collector.close();
      await store.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
