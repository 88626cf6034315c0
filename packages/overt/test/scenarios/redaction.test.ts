import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { createChance, ALNUM, BASE36 } from '../redact/corpus/chance.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { startInbox, textOf } from '../harness/inbox.ts';
import { startRemote } from '../harness/remote.ts';
import { test } from '../harness/test.ts';

const chance = createChance(3);
const TOKEN = chance.of(ALNUM, 36);
const SLUG = chance.of(BASE36, 36);
const PASSWORD = chance.of(ALNUM, 12);
const USER = 'wilhelmina';

/** What is said, and what arrives of it. */
const GIVEN = {
  text: `cannot push to https://bob:${PASSWORD}@git.example.com with ghp_${TOKEN} as ${USER} <${USER}@example.com> from 192.168.7.9`,
  slug: `ghp_${SLUG}`,
  version: '10.0.19045.3803',
  count: 3,
};
const SECRETS = [PASSWORD, TOKEN, SLUG, USER, '192.168.7.9'];

test('what must not leave is on no disk in a text, and in nothing that arrives', async ({
  place,
  onTestFinished,
}) => {
  const inbox = await startInbox();
  onTestFinished(() => inbox.close());
  const tool = startRemote(place, {
    env: { USER, LOGNAME: USER },
    options: {
      consent: { level: 'full' },
      sinks: [
        ['file', { path: place.sinkFile, name: 'main' }],
        ['http', { url: inbox.url }],
      ],
    },
  });
  await tool.call('track', 'scan.value', GIVEN);
  const waiting = readAll(place.state);
  await tool.end();
  await waitForCouriers(place.root);

  // A slug is recorded as it is: its alphabet has no room for more than a name. It is redacted before it leaves.
  expect(SECRETS.filter((secret) => waiting.includes(secret))).toEqual([SLUG]);
  const arrived = [readFileSync(place.sinkFile, 'utf8'), ...inbox.received.map(textOf)];
  expect(inbox.events()).toHaveLength(1);
  for (const bytes of arrived) for (const secret of SECRETS) expect(bytes).not.toContain(secret);
  expect(readDelivered(place).map(({ props }) => props)).toEqual([
    {
      text: 'cannot push to https://[redacted]@git.example.com with [redacted] as [user] <[email]> from [ip]',
      slug: '[redacted]',
      version: '10.0.19045.3803',
      count: 3,
    },
  ]);
  const left = readAll(place.root);
  expect(SECRETS.filter((secret) => left.includes(secret))).toEqual([SLUG]);
});

test('the second pass changes neither ids nor counts', async ({ place }) => {
  const tool = startRemote(place, { options: { consent: { level: 'full' } } });
  for (let turn = 0; turn < 5; turn += 1) await tool.call('track', 'scan.value', GIVEN);
  await tool.end();
  await waitForCouriers(place.root);
  const delivered = readDelivered(place);
  expect(delivered).toHaveLength(5);
  expect(delivered.map(({ id, run }) => id === `${run}.${id.split('.').at(-1)}`)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(new Set(delivered.map(({ id }) => id)).size).toBe(5);
  const ledger = JSON.parse(readFileSync(join(place.spool, 'ledger.json'), 'utf8')) as {
    sinks: Record<string, { delivered: number; recorded: number; dropped: object }>;
  };
  expect(ledger.sinks['main']).toMatchObject({ delivered: 5, dropped: {} });
});

/** All bytes below a folder, unpacked where they are packed. */
function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => unpack(readFileSync(path)))
    .join('\n');
}

function unpack(bytes: Buffer): string {
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
}
