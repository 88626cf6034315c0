import type { InsertResult, RowBlock, Store } from '../src/store/store.ts';

/** A store that keeps blocks in a list, and does with each what the test says. */
export type FakeStore = Store & {
  readonly blocks: RowBlock[];
  /** @default every block is stored */
  onInsert: (block: RowBlock) => InsertResult;
};

export function createFakeStore(): FakeStore {
  const store: FakeStore = {
    blocks: [],
    onInsert: () => ({ outcome: 'stored' }),
    async insert(block) {
      const result = store.onInsert(block);
      if (result.outcome === 'stored') store.blocks.push({ ...block, rows: Buffer.from(block.rows) });
      return result;
    },
    query: async () => [],
    command: async () => undefined,
    close: async () => undefined,
  };
  return store;
}
