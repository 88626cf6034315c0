import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Variant } from '../variants.ts';

/** Where the state folders of one series live. */
export type Workspace = {
  /** The state folder for the next sample of a variant, after its policy. */
  folderFor(variant: Variant): string;
  /** A folder that no sample has used. */
  fresh(): string;
  remove(): void;
};

/** Makes a temporary folder. Couriers that are still at work when it is removed find their state gone and end. */
export function createWorkspace(): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'overt-bench-'));
  let made = 0;
  const fresh = (): string => join(root, `fresh-${made++}`);
  return {
    folderFor: (variant) =>
      variant.state === 'fresh' ? fresh() : join(root, variant.name.replaceAll(/\W+/g, '-')),
    fresh,
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}
