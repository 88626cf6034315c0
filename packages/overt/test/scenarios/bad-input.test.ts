import { describe, expect } from 'vitest';
import { difference, readAccount, totalOf } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, readProgress, type FlatEvent } from '../harness/delivered.ts';
import { visible } from '../harness/look.ts';
import type { Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import { readMisuse } from '../harness/spool.ts';
import { test } from '../harness/test.ts';

type Counts = Readonly<Record<string, number>>;

type BadInput = {
  /** Its name in fixtures/bad-input.mjs. */
  readonly given: string;
  /** What arrives of it. */
  readonly arrives?: FlatEvent['props'] | null;
  /** Counted and recorded all the same; counted and not recorded. */
  readonly misuse?: Counts;
  readonly dropped?: Counts;
};

const undeclared = { arrives: null, dropped: { undeclared_event: 1 } } as const;
const invalid = { arrives: {}, misuse: { invalid_value: 1 } } as const;
const missing = { arrives: {}, misuse: { missing_field: 1 } } as const;

const INPUTS: readonly BadInput[] = [
  { given: 'undeclared event', ...undeclared },
  { given: 'event named as a part of every object', ...undeclared },
  { given: 'event named by a symbol', ...undeclared },
  { given: 'event named by nothing', ...undeclared },
  { given: 'event named by an object', ...undeclared },
  { given: 'event with a huge name', ...undeclared },
  { given: 'undeclared field', arrives: { n: 7 }, misuse: { undeclared_field: 1 } },
  { given: 'undeclared field with a huge name', arrives: { n: 7 }, misuse: { undeclared_field: 1 } },
  { given: 'field named as a part of every object', arrives: { n: 7 }, misuse: { undeclared_field: 1 } },
  { given: 'missing field', ...missing },
  { given: 'missing properties', ...missing },
  { given: 'null for properties', ...missing },
  { given: 'text for properties', ...missing },
  { given: 'list for properties', arrives: {}, misuse: { undeclared_field: 1, missing_field: 1 } },
  { given: 'cyclic object for properties', arrives: {}, misuse: { undeclared_field: 1, missing_field: 1 } },
  { given: 'throwing getter', ...invalid },
  { given: 'wrong type', ...invalid },
  { given: 'NaN', ...invalid },
  { given: 'Infinity', ...invalid },
  { given: 'negative number', ...invalid },
  { given: 'fraction for a count', ...invalid },
  { given: 'number too large', ...invalid },
  { given: 'null', ...invalid },
  { given: 'symbol', ...invalid },
  { given: 'BigInt', ...invalid },
  { given: 'function', ...invalid },
  { given: 'cyclic object', ...invalid },
  { given: 'throwing Proxy', ...invalid },
  { given: 'list', ...invalid },
  { given: 'word that is not in the list', ...invalid },
  { given: 'huge word', ...invalid },
  { given: 'huge slug', arrives: { slug: 'other' } },
  { given: 'huge version', arrives: { version: 'other' } },
  { given: 'huge text', arrives: { text: 'x'.repeat(500) } },
  { given: 'huge hash', arrives: { hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string } },
  { given: 'half of a character', arrives: { text: '\uD800' } },
  { given: 'command with a huge name', arrives: { command: 'other' } },
  { given: 'command with no name', arrives: { command: 'other' } },
  { given: 'flush of no time', arrives: null },
  { given: 'flush of NaN', arrives: null },
  { given: 'flush of text', arrives: null },
  { given: 'flush of null', arrives: null },
];

describe('given', () => {
  test.for(INPUTS)(
    '$given: the tool goes on, and it is counted',
    async ({ given, arrives = null, misuse = {}, dropped = {} }, { place }) => {
      await misuseTool(place, given);
      const delivered = readDelivered(place).map(({ props }) => props);
      const [first, last] = readProgress(place).map(({ props }) => props);
      expect(delivered[0]).toEqual(first);
      expect(delivered.at(-1)).toEqual(last);
      expect(delivered.slice(1, -1)).toEqual(arrives === null ? [] : [expect.objectContaining(arrives)]);
      expect(Object.keys(delivered[1] ?? {})).not.toContain('path');
      expect(readMisuse(place)).toEqual(misuse);
      const account = await readAccount(place);
      expect(account).toMatchObject({ delivered: delivered.length, pending: 0, dropped });
      expect(account.recorded).toBe(delivered.length + totalOf(dropped));
      expect(difference(account)).toBe(0);
    },
  );

  test('throwing Proxy for properties: the tool goes on, and it is counted', async ({ place }) => {
    await misuseTool(place, 'throwing Proxy for properties');
    const { dropped } = await readAccount(place);
    expect(totalOf(dropped) + totalOf(readMisuse(place))).toBe(1);
    const numbers = readDelivered(place).flatMap(({ props }) => props['n'] ?? []);
    expect(numbers).toEqual([0, 1]);
  });

  test('ten thousand events in a tick: all arrive, in order', async ({ place }) => {
    await misuseTool(place, 'ten thousand events in a tick');
    const numbers = readDelivered(place).map(({ props }) => props['n']);
    expect(numbers).toEqual([0, ...Array.from({ length: 10_000 }, (_, n) => n + 1000), 1]);
  });

  test('thousand slugs: the first hundred are told apart', async ({ place }) => {
    await misuseTool(place, 'thousand slugs');
    const slugs = readDelivered(place).flatMap(({ props }) => props['slug'] ?? []);
    expect(slugs).toHaveLength(1000);
    expect(new Set(slugs).size).toBe(101);
    expect(readMisuse(place)).toEqual({ too_many_values: 900 });
  });

  test('command that answers with a throwing Proxy: it passes through', async ({ place }) => {
    await misuseTool(place, 'command that answers with a throwing Proxy');
  });
});

/** Runs the tool that misuses its telemetry: nobody may notice. */
async function misuseTool(place: Place, given: string): Promise<void> {
  const options = { consent: { level: 'full' } };
  const ended = await runTool(place, { fixture: 'bad-input.mjs', args: [given], options });
  expect(visible(ended)).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  await waitForCouriers(place.root);
}
