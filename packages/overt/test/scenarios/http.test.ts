import { describe, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readProgress } from '../harness/delivered.ts';
import type { Answer, Received } from '../harness/fault-server.ts';
import { parsePost, startInbox, textOf, type Inbox } from '../harness/inbox.ts';
import type { Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import { readRetryAt } from '../harness/spool.ts';
import { test as base } from '../harness/test.ts';
import { waitFor } from '../harness/wait-for.ts';

const EVENTS = 12;
/** One more: the command itself. */
const RECORDED = EVENTS + 1;

/** A test that starts endpoints. */
const test = base.extend('open', async ({ task: _task }, { onCleanup }) => {
  const inboxes: Inbox[] = [];
  onCleanup(async () => {
    for (const inbox of inboxes) await inbox.close();
  });
  return async (answer?: (request: Received) => Answer): Promise<Inbox> => {
    const inbox = await startInbox(answer);
    inboxes.push(inbox);
    return inbox;
  };
});

describe('a post', () => {
  test.for([
    { format: 'json', type: 'application/json', gzip: true },
    { format: 'json', type: 'application/json', gzip: false },
    { format: 'ndjson', type: 'application/x-ndjson', gzip: true },
    { format: 'ndjson', type: 'application/x-ndjson', gzip: false },
  ])('of $format, packed: $gzip', async ({ format, type, gzip }, { place, open }) => {
    const inbox = await open();
    const headers = { 'X-Team': 'blue', Authorization: 'Bearer abc' };
    await record(place, inbox, { format, gzip, headers });

    const tracked = readProgress(place).map(({ name, props }) => `${name} ${String(props['n'])}`);
    const events = inbox.events().filter(({ name }) => name.startsWith('scan.'));
    expect(events.map(({ name, props }) => `${name} ${String(props['n'])}`).toSorted()).toEqual(
      tracked.toSorted(),
    );
    for (const event of events) {
      expect(event).toMatchObject({
        level: expect.any(String) as string,
        resource: { tool: 'scan', version: '1.2.3' },
      });
      expect(event.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}\.\d+$/);
    }
    for (const request of inbox.received) {
      expect(request.path).toBe('/in');
      expect(request.headers).toMatchObject({
        'content-type': type,
        'x-team': 'blue',
        authorization: 'Bearer abc',
      });
      expect(request.headers['content-length']).toBe(String(request.body.length));
      expect(request.headers['content-encoding'] === 'gzip').toBe(gzip && textOf(request).length >= 256);
      expect(request.headers['idempotency-key']).toBeTypeOf('string');
    }
  });

  test('to a URL with a user and a password', async ({ place, open }) => {
    const inbox = await open();
    await record(place, { ...inbox, url: inbox.url.replace('//', '//me:secret@') });
    const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(inbox.received.map(({ headers }) => headers.authorization)).toEqual([
      authorization,
      authorization,
    ]);
    expect(inbox.events()).toHaveLength(RECORDED);
  });
});

describe('an endpoint', () => {
  test.for([400, 401, 404, 422])('that answers %i: dropped and counted', async (status, { place, open }) => {
    const inbox = await open(() => ({ status, body: 'no' }));
    await record(place, inbox);
    const account = await readAccount(place);
    expect(account).toMatchObject({
      recorded: RECORDED,
      delivered: 0,
      pending: 0,
      dropped: { [`rejected_status_${status}`]: RECORDED },
    });
    expect(inbox.requests()).toBe(2);
  });

  test.for([302, 308, 408, 425, 429, 500, 503])(
    'that answers %i: kept for later',
    async (status, { place, open }) => {
      const elsewhere = await open();
      // So long a wait that the courier does not sit it out.
      const headers = { 'retry-after': '60', location: elsewhere.url };
      const inbox = await open(() => ({ status, body: '', headers }));
      await record(place, inbox);
      expect(await readAccount(place)).toMatchObject({
        recorded: RECORDED,
        delivered: 0,
        pending: RECORDED,
        dropped: {},
      });
      expect(elsewhere.requests()).toBe(0);
    },
  );

  test('that takes small bodies only: they are halved until they are small', async ({ place, open }) => {
    const inbox = await open(({ body }) => ({ status: body.length > 1500 ? 413 : 200, body: '' }));
    await record(place, inbox, { gzip: false });
    expect(inbox.received.some(({ body }) => body.length > 1500)).toBe(true);
    const ids = inbox.events().map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([RECORDED, RECORDED]);
    expect(await readAccount(place)).toMatchObject({ delivered: RECORDED, pending: 0, dropped: {} });
  });

  test('that finds one event too large: the others arrive', async ({ place, open }) => {
    const isFifth = (request: Received): boolean => parsePost(request).some(({ props }) => props['n'] === 6);
    const inbox = await open((request) => ({ status: isFifth(request) ? 413 : 200, body: '' }));
    await record(place, inbox);
    expect(inbox.events()).toHaveLength(RECORDED - 1);
    const account = await readAccount(place);
    expect(account).toMatchObject({ delivered: RECORDED - 1, pending: 0, dropped: { too_large: 1 } });
    expect(difference(account)).toBe(0);
  });

  test.for(['seconds', 'a date'])('that asks for a wait in %s gets it', async (form, { place, open }) => {
    let until = 0;
    const times: number[] = [];
    const inbox = await open(() => {
      times.push(Date.now());
      if (until !== 0) return { status: 200, body: '' };
      until = Math.ceil(Date.now() / 1000 + 3.5) * 1000;
      const header =
        form === 'seconds' ? String(Math.ceil((until - Date.now()) / 1000)) : new Date(until).toUTCString();
      return { status: 503, body: '', headers: { 'retry-after': header } };
    });
    await record(place, inbox);
    expect(readRetryAt(place)).toBeGreaterThanOrEqual(until);
    // A wait in seconds begins when the answer has come, which is some time after it was written.
    expect(readRetryAt(place)).toBeLessThanOrEqual(form === 'seconds' ? Date.now() + 5000 : until + 1000);
    await record(place, inbox);
    await waitFor('the wait to be over', () => Date.now() > readRetryAt(place));
    await record(place, inbox);
    expect(inbox.events()).toHaveLength(3 * RECORDED);
    expect(times[1]).toBeGreaterThanOrEqual(until);
    // What is sent again can be told by its key.
    const keys = inbox.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys.slice(1)).toContain(keys[0]);
  });
});

/** Runs the tool, and waits for its courier. */
async function record(place: Place, { url }: Pick<Inbox, 'url'>, options: object = {}): Promise<void> {
  const sink = ['http', { url: `${url}/in`, name: 'main', ...options }] as const;
  await runTool(place, { fixture: 'work.mjs', args: ['0', String(EVENTS)], options: { sinks: [sink] } });
  await waitForCouriers(place.root);
}
