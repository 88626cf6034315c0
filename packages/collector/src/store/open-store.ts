import { CollectorError } from '../errors.ts';
import { createServerStore } from './clickhouse-store.ts';
import { createEmbeddedStore } from './embedded-store.ts';
import type { Store } from './store.ts';

/** A store, where it is, and how to let go of it. */
export type OpenStore = {
  readonly store: Store;
  readonly isStoreRemote: boolean;
  readonly close: () => Promise<void>;
};

/** Opens the store that the options ask for; a store that was handed in stays its owner's to close. */
export async function openStore(wanted: string | Store | undefined, folder: string): Promise<OpenStore> {
  if (typeof wanted === 'object')
    return { store: wanted, isStoreRemote: false, close: async () => undefined };
  const isStoreRemote = wanted !== undefined;
  const store = isStoreRemote ? createServerStore(checkUrl(wanted)) : await createEmbeddedStore(folder);
  return { store, isStoreRemote, close: () => store.close() };
}

function checkUrl(url: string): string {
  const isHttp = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
  if (!isHttp) {
    // Not echoed: it may hold a password.
    throw new CollectorError(
      'bad_option',
      'Expected the `store` option to be an http:// or https:// URL of ClickHouse.',
    );
  }
  return url;
}
