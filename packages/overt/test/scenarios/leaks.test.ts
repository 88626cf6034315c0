import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { ALNUM, createChance } from '../redact/corpus/chance.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { startTaker, type Taker } from '../harness/sent.ts';
import { textOf } from '../harness/inbox.ts';
import type { Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureSink } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

const chance = createChance(7);
/** Nobody could tell that it is a secret. */
const PLAIN = 'Wilhelminas geheime Reise';
/** What any tool that looks for secrets finds. */
const TOKEN = `ghp_${chance.of(ALNUM, 36)}`;
const USER = 'wilhelmina';

const WAYS = [
  'message',
  'message of lines',
  'stack',
  'cause',
  'a cause that is data',
  'members',
  'code',
  'name',
  'a class',
  'own properties',
  'a function',
  'a function of code',
  'a file of data',
  'text',
  'a message for us',
];

/** What is planted: in messages, which may leave at level `full`; in forged stacks; and in everything else. */
const PLANTS = {
  plain: { message: PLAIN, stack: PLAIN, own: PLAIN },
  token: { message: TOKEN, stack: TOKEN, own: TOKEN },
  place: {
    message: `/home/${USER}/plan.txt`,
    stack: `/home/${USER}/plan.txt`,
    own: `/home/${USER}/plan.txt`,
  },
};
/** Of all that was planted, the part that no encoding changes. */
const SIGNS = { plain: 'geheime', token: TOKEN.slice(4), place: USER };

const CASES = (['usage', 'full'] as const).flatMap((level) =>
  (Object.keys(PLANTS) as (keyof typeof PLANTS)[]).map((plant) => ({ level, plant })),
);

describe('what an error carries', () => {
  test.for(CASES)(
    'a $plant leaves to no sink at level $level',
    { timeout: 180_000 },
    async ({ level, plant }, { place, onTestFinished }) => {
      const taker = await startTaker();
      onTestFinished(() => taker.close());
      for (const way of WAYS) {
        await runTool(place, {
          fixture: 'leak.mjs',
          args: [way],
          options: { sinks: listSinks(place, taker), consent: { level } },
          env: { LEAK_PLANTS: JSON.stringify(PLANTS[plant]), HOME: `${place.root}/home`, USER },
        });
      }
      await waitForCouriers(place.root);
      await runTool(place, { fixture: 'next.mjs', options: { sinks: listSinks(place, taker) } });
      await waitForCouriers(place.root);

      const left = listLeft(place, taker);
      expect(left.size).toBe(7);
      for (const [sink, bytes] of left) {
        const searched = plant === 'plain' ? withoutMessages(bytes, level) : bytes;
        const found = searched.split(SIGNS[plant]).map((piece) => piece.slice(-100));
        // All of them, and nothing of what was planted: the end of what stands before it says where.
        expect({ sink, isLong: bytes.length > 1000, found: found.slice(0, -1) }).toEqual({
          sink,
          isLong: true,
          found: [],
        });
      }
    },
  );
});

function listSinks(place: Place, taker: Taker): readonly FixtureSink[] {
  const { port } = new URL(taker.url);
  return [
    ['file', { path: place.sinkFile, name: 'main' }],
    ['http', { url: `${taker.url}/json`, name: 'json' }],
    ['http', { url: `${taker.url}/ndjson`, format: 'ndjson', name: 'ndjson' }],
    ['collector', { url: taker.url, key: 'k', name: 'collector' }],
    ['sentry', { dsn: `http://public@127.0.0.1:${port}/1`, name: 'sentry' }],
    ['posthog', { key: 'phc_key', host: `${taker.url}/posthog`, name: 'posthog' }],
    ['datadog', { key: '0123456789abcdef0123456789abcdef', url: `${taker.url}/datadog`, name: 'datadog' }],
  ];
}

/**
 * What a message says, and nobody could know to be a secret, leaves at level `full`, as the message of an error and nowhere else. What
 * the author wrote for us leaves at each.
 */
function withoutMessages(bytes: string, level: string): string {
  const others = bytes.replaceAll(`reading ${PLAIN}`, '');
  if (level !== 'full') return others;
  // After the class, up to the end of its line in the stack; what Sentry and PostHog call the value of an exception,
  // and what Datadog calls a message.
  return others
    .replaceAll(
      /((?:"|\\n *(?:caused by: |with: )?)(?:Error|AggregateError|string)): .*?(?=(?<!\\)\\n|")/g,
      '$1',
    )
    .replaceAll(/"(?:value|message)":"(?:[^"\\]|\\.)*"/g, '');
}

/** All bytes that left, by sink. */
function listLeft(place: Place, taker: Taker): Map<string, string> {
  const left = new Map([['file', readFileSync(place.sinkFile, 'utf8')]]);
  for (const request of taker.received) {
    const sink = request.path.split('/')[1] ?? '';
    left.set(sink, (left.get(sink) ?? '') + JSON.stringify(request.headers) + textOf(request));
  }
  return left;
}
