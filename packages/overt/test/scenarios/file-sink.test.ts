import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { difference, readAccounts } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { runTool } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

type Line = { readonly id: string; readonly props: { readonly n: number; readonly worker: number } };

/** Before any process that is there now. */
const LONG_AGO = new Date('2020-01-01');

describe('one file', () => {
  test('of several users, whose couriers write at the same time, has each event once and whole', async ({
    place,
  }) => {
    const users = [0, 1, 2, 3].map((user) => ({
      user,
      env: { XDG_STATE_HOME: join(place.state, `${user}`) },
    }));
    // Somebody died in the middle of a line.
    appendFileSync(place.sinkFile, '{"id":"half');
    utimesSync(place.sinkFile, LONG_AGO, LONG_AGO);
    for (let round = 0; round < 3; round += 1)
      await Promise.all(
        users.map(({ user, env }) => runTool(place, { fixture: 'many.mjs', args: [`${user}`, '40'], env })),
      );
    await waitForCouriers(place.root);
    // What was left while another courier of the same user worked.
    for (const { user, env } of users)
      await runTool(place, { fixture: 'many.mjs', args: [`${user}`, '1'], env });
    await waitForCouriers(place.root);

    const [half, ...rest] = readFileSync(place.sinkFile, 'utf8').split('\n').slice(0, -1);
    expect(half).toBe('{"id":"half');
    // Who finds another in the middle of a line begins a new one: an empty line may come of it.
    const lines = rest.filter(Boolean).map((line) => JSON.parse(line) as Line);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
    expect(lines).toHaveLength(users.length * 121);
    for (const { user, env } of users) {
      expect(lines.filter(({ props }) => props.worker === user)).toHaveLength(121);
      const { main } = await readAccounts(place, { env });
      expect(main && difference(main)).toBe(0);
      expect(main).toMatchObject({ delivered: 121, pending: 0 });
    }
  });

  test('that is a pipe nobody reads holds nobody up, and nothing is lost', async ({ place }) => {
    execFileSync('mkfifo', [place.sinkFile]);
    await runTool(place, { fixture: 'many.mjs', args: ['0', '3'] });
    await waitForCouriers(place.root);
    expect(readFileSync(join(place.spool, 'ledger.json'), 'utf8')).toContain('file_is_special');
    execFileSync('rm', [place.sinkFile]);
    await runTool(place, { fixture: 'many.mjs', args: ['0', '1'] });
    await waitForCouriers(place.root);
    expect(readFileSync(place.sinkFile, 'utf8').trim().split('\n')).toHaveLength(4);
  });
});
