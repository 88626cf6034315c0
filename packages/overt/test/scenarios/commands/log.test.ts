import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { askCommand, runCommand, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { readDelivered } from '../../harness/delivered.ts';
import { startInbox } from '../../harness/inbox.ts';
import { storeConsent, type Place } from '../../harness/place.ts';
import { runTool } from '../../harness/run-tool.ts';
import type { FixtureOptions } from '../../harness/settings.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { test } from '../../harness/test.ts';

type Entry = {
  readonly time: number;
  readonly sink: string;
  readonly sent: number;
  readonly result: string;
  readonly reason?: string;
  readonly events?: readonly { readonly id: string }[];
};
type Told = { readonly entries: readonly Entry[] };

const ASK = { consent: { default: 'ask' } };

describe('log', () => {
  test('says that nothing has left, and makes nothing', async ({ place }) => {
    const before = snapshot(place.root);
    expect(await succeed(place, ['log'])).toBe(
      'Nothing has left this machine, as far as the journal goes back.\n',
    );
    expect(snapshot(place.root)).toEqual(before);
  });

  test('has the very events that the sink got, and when', async ({ place }) => {
    await work(place, ASK, 'usage');
    const { entries } = await askCommand<Told>(place, ['log', '--events']);
    expect(entries.map(({ sink, sent, result }) => ({ sink, sent, result }))).toEqual([
      { sink: 'main', sent: 1, result: 'accepted' },
      { sink: 'main', sent: 3, result: 'accepted' },
    ]);
    expect(entries.flatMap(({ events = [] }) => events)).toEqual(readDelivered(place));
    const text = await succeed(place, ['log']);
    expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}main {2}1 event {3}accepted\n/);
    expect(await succeed(place, ['log', '--events'])).toContain('"name":"scan.step"');
  });

  test('has what was not taken, and why, and events that another sink has not had', async ({ place }) => {
    const inbox = await startInbox(() => ({ status: 500, body: '' }));
    const file = ['file', { path: place.sinkFile, name: 'file' }] as const;
    await work(place, { ...ASK, sinks: [['http', { url: inbox.url, name: 'http' }], file] }, 'usage');
    await inbox.close();
    const { entries } = await askCommand<Told>(place, ['log', '--events']);
    expect(entries).toContainEqual(
      expect.objectContaining({ sink: 'http', result: 'retry', reason: 'status_500' }),
    );
    const taken = entries.filter(({ sink }) => sink === 'file').flatMap(({ events = [] }) => events);
    expect(taken).toEqual(readDelivered(place));
  });

  test('has what is kept here, in its place, when it is local', async ({ place }) => {
    await work(place, ASK, 'local');
    expect(readDelivered(place)).toEqual([]);
    const { entries } = await askCommand<Told>(place, ['log', '--events']);
    expect(entries.map(({ sent, result }) => ({ sent, result }))).toEqual([
      { sent: 0, result: 'kept_local' },
      { sent: 0, result: 'kept_local' },
    ]);
    expect(entries.flatMap(({ events = [] }) => events)).toHaveLength(4);
    expect(await succeed(place, ['log'])).toContain('3 events  kept here, not sent');
  });

  test('begins when it is told', async ({ place }) => {
    await work(place, ASK, 'usage');
    const count = async (since: string): Promise<number> =>
      (await askCommand<Told>(place, ['log', '--since', since])).entries.length;
    expect(await Promise.all(['1h', '7d', '2020-01-01', '2020-01-01T10:00:00Z'].map(count))).toEqual([
      2, 2, 2, 2,
    ]);
    expect(await Promise.all(['0m', '2100-01-01'].map(count))).toEqual([0, 0]);
    for (const since of ['yesterday', '7', '2026-99-99', '']) {
      const { code, stderr } = await runCommand(place, ['log', `--since=${since}`]);
      expect({ since, code, isSaid: stderr.includes('Expected') }).toEqual({ since, code: 2, isSaid: true });
    }
  });

  test('reads on after a damaged line, and lets no code into the terminal', async ({ place }) => {
    await work(place, ASK, 'usage');
    const line = {
      time: 1,
      sink: 'a\u001b[2Jb',
      batch: 9,
      from: 0,
      to: 1,
      sent: 1,
      result: 'rejected',
      reason: '\u009bx',
    };
    appendFileSync(join(place.spool, 'journal/deliveries.ndjson'), `half a li\n${JSON.stringify(line)}\n`);
    const { stdout, code } = await runCommand(place, ['log']);
    expect(code).toBe(0);
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(stdout).toContain('a?[2Jb');
    const { entries } = await askCommand<Told>(place, ['log']);
    expect(entries).toHaveLength(3);
  });
});

async function work(place: Place, options: FixtureOptions, level: string): Promise<void> {
  storeConsent(place.spool, { how: 'command', level });
  await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options });
  await waitForCouriers(place.root);
}
