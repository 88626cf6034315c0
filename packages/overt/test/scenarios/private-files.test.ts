import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { STRANGER } from '../harness/abilities.ts';
import { readDelivered, readProgress } from '../harness/delivered.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { runUnchanged } from '../harness/look.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import type { ToolRun } from '../harness/run-tool.ts';
import { settle } from '../harness/settle.ts';
import { test } from '../harness/busy.ts';

const WORK: ToolRun = { fixture: 'work.mjs', args: ['0', '12'] };

describe('the state', () => {
  test.for(['000', '022', '077'])('is private where the umask is %s', async (umask, { place, busy }) => {
    const wrapper = ['sh', '-c', `umask ${umask} && exec "$@"`, 'sh'];
    await settle(place, { wrapper });
    expectPrivate(place, ['install-id', 'journal/*', 'ledger.json', 'plan.json']);
    // A sink that is busy leaves in the outbox what was recorded.
    const delivery = { intervalMs: 60_000 };
    const options = { sinks: [busy.sink], consent: { level: 'full' }, delivery };
    const offline = startRemote(place, { wrapper, options });
    await offline.call('track', 'scan.value', { hash: 'so that there is a salt' });
    await offline.call('choose', 'full');
    expectPrivate(place, ['consent.json', 'runs/*', 'salt']);
    await offline.end();
    await waitForCouriers(place.root);
    expectPrivate(place, ['ledger.json', 'outbox/*', 'plan.json', 'starts/*']);
  });

  test('is made private again where it was opened to all', async ({ place }) => {
    await settle(place);
    for (const folder of [place.spool, join(place.spool, 'runs')]) chmodSync(folder, 0o777);
    await runUnchanged(place, WORK);
    await waitForCouriers(place.root);
    expectPrivate(place, ['journal/*']);
    expect(readDelivered(place)).toHaveLength(readProgress(place).length + 2);
  });

  test.for(['', '..', 'runs'])(
    'is not kept in a folder of somebody else: %s',
    async (at, { place, skip }) => {
      if (process.getuid?.() !== 0) skip('Only root can give a folder away.');
      const foreign = join(place.spool, at);
      mkdirSync(join(place.spool, 'runs'), { recursive: true, mode: 0o700 });
      chownSync(foreign, STRANGER, STRANGER);
      await runUnchanged(place, WORK);
      await waitForCouriers(place.root);
      expect(readdirSync(join(place.spool, 'runs'))).toEqual([]);
      expect(readdirSync(place.spool)).not.toContain('plan.json');
      expect(readDelivered(place)).toHaveLength(readProgress(place).length + 1);
    },
  );
});

/** Expects that nobody else may read anything of the state, and that the named files are among it. */
function expectPrivate({ spool }: Place, names: readonly string[]): void {
  const paths = readdirSync(spool, { recursive: true, encoding: 'utf8' });
  for (const name of names)
    expect(
      paths.some((path) => path === name || (name.endsWith('*') && path.startsWith(name.slice(0, -1)))),
    ).toBe(true);
  const open = ['.', '..', ...paths].filter((path) => {
    const stat = lstatSync(join(spool, path));
    return (stat.mode & 0o777) !== (stat.isDirectory() ? 0o700 : 0o600);
  });
  expect(open).toEqual([]);
}
