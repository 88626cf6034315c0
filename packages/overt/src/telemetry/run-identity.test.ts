import { expect, it } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { openSpool } from '../../test/harness/written-spool.ts';
import * as cold from '../entry/cold.ts';
import { resetIds } from '../identity/ids.ts';
import type { Platform } from '../platform/platform.ts';
import type { Context } from './context.ts';
import { RunIdentity } from './run-identity.ts';

function identityOf(platform: Platform): RunIdentity {
  const settings = { identity: 'install', rotate: 'never' };
  return new RunIdentity({ platform, settings, cold: () => cold } as unknown as Context, platform.now());
}

it('a run whose id is reset while it hashes has no hash that the next id has too', async () => {
  await atEachStep(() => {
    const { platform, folder } = openSpool();
    const next = identityOf(platform);
    let own: (string | undefined)[] = [];
    let others: (string | undefined)[] = [];
    return {
      platform,
      act: (overtaken) => {
        const run = identityOf(overtaken);
        own = [run.install(folder), run.hash(folder, 'value')];
      },
      other: () => {
        resetIds(platform, [folder]);
        others = [next.install(folder), next.hash(folder, 'value')];
      },
      check: () => {
        expect(others).toEqual([expect.any(String), expect.any(String)]);
        // A reset before the run has its id is none for it: then both are of one.
        const isOne = own[0] === others[0];
        expect(own[1] === others[1]).toBe(isOne);
      },
    };
  });
});
