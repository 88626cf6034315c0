import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchEvent } from '../../src/sinks/batch.ts';
import type { Session } from '../../src/agents/session.ts';
import { openWorld, type Run, type World } from './world.ts';

/**
 * Whatever sessions do, in whatever order, and however the processes end in which they go on: what was used of tokens is the sum of
 * `token.usage`, and the sum of what the parts of the session said at their end, or what was said for them.
 */
const FIELDS = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'costNanos',
] as const;
const CALLS = ['turns', 'toolCalls', 'toolErrors', 'errors'] as const;
const SESSIONS = 4;
const AGENTS = Array.from({ length: SESSIONS }, (_, index) => `agent-${index}`);

type Sums = Record<(typeof FIELDS)[number] | (typeof CALLS)[number], number>;
type Step =
  | { readonly do: 'usage' | 'total'; readonly of: number; readonly model: string; readonly counts: number[] }
  | { readonly do: 'tool' | 'turn'; readonly of: number; readonly fails: boolean }
  | { readonly do: 'error' | 'end' | 'open'; readonly of: number }
  | { readonly do: 'flush' | 'kill' | 'exit' | 'close'; readonly of?: undefined };

const of = fc.nat(SESSIONS - 1);
// Of what is wrong, some: it must cost nothing but itself.
const amount = fc.oneof(
  { weight: 8, arbitrary: fc.nat(1_000_000) },
  { weight: 1, arbitrary: fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY, 1e30, 0.5) },
);
const counts = fc.array(amount, { minLength: 6, maxLength: 6 });
const model = fc.constantFrom('claude-sonnet-4-5', 'gpt-5', 'one-of-my-own');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('usage' as const), of, model, counts }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('total' as const), of, model, counts }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('tool' as const, 'turn' as const), of, fails: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('error' as const, 'end' as const, 'open' as const), of }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('flush' as const, 'kill' as const, 'exit' as const, 'close' as const),
    }),
  },
);

test('sums of token.usage, of session.end and of what was done are the same', async () => {
  const seen = { abandoned: 0, interrupted: 0, error: 0, ok: 0, resumed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const world = openWorld();
      try {
        const model = new Model();
        const events = await play(world, model, steps);
        for (const agent of AGENTS) {
          const own = events.filter(({ props }) => props['agent'] === agent);
          expect(sumOf(own, 'session.end', [...FIELDS, ...CALLS])).toEqual(model.of(agent));
          expect(sumOf(own, 'token.usage', FIELDS)).toEqual(pick(model.of(agent), FIELDS));
          expect(count(own, 'session.end')).toBe(count(own, 'session.start'));
          expect(new Set(own.map(({ props }) => props['session'])).size).toBeLessThanOrEqual(1);
        }
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
        for (const { name, props } of events)
          if (name === 'session.end') seen[props['outcome'] as 'ok'] += 1;
          else if (props['resumed'] === true) seen.resumed += 1;
      } finally {
        world.remove();
      }
    }),
    { numRuns: 50, interruptAfterTimeLimit: 20_000 },
  );
  // None of them is a case that never happened.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
}, 60_000);

/** What was done, as far as it was right, counted without any of the code under test. */
class Model {
  readonly #sums = new Map<string, Sums>();
  readonly totals = new Map<string, number[]>();

  of(agent: string): Sums {
    const known =
      this.#sums.get(agent) ?? (Object.fromEntries([...FIELDS, ...CALLS].map((key) => [key, 0])) as Sums);
    this.#sums.set(agent, known);
    return known;
  }

  /** Each number is judged by itself; the sum of one part has to stay exact. */
  add(agent: string, key: keyof Sums, value: number): void {
    this.of(agent)[key] += value;
  }
}

async function play(world: World, model: Model, steps: readonly Step[]): Promise<readonly BatchEvent[]> {
  let run = world.start({ agents: { agents: AGENTS } });
  let sessions = new Map<number, Session>();
  const open = (index: number): Session => {
    const known = sessions.get(index);
    if (known !== undefined) return known;
    const session = run.telemetry.session({ agent: AGENTS[index] ?? '', id: `the id of ${index}` });
    sessions.set(index, session);
    return session;
  };
  const restart = (end: (run: Run) => void): void => {
    end(run);
    run = world.start({ agents: { agents: AGENTS } });
    sessions = new Map();
    model.totals.clear();
  };
  for (const one of steps) {
    if (one.do === 'flush') await run.telemetry.flush();
    else if (one.do === 'kill') restart(({ kill }) => kill());
    else if (one.do === 'exit') restart(({ exit }) => exit(1));
    else if (one.do === 'close') {
      await run.telemetry.close();
      restart(({ kill }) => kill());
    } else if (one.of !== undefined) act(model, one, open(one.of));
    if (one.do === 'end') {
      sessions.delete(one.of);
      for (const key of model.totals.keys()) if (key.startsWith(`${one.of} `)) model.totals.delete(key);
    }
  }
  run.kill();
  return world.deliver();
}

function act(model: Model, step: Exclude<Step, { readonly of?: undefined }>, session: Session): void {
  const agent = AGENTS[step.of] ?? '';
  switch (step.do) {
    case 'usage':
      session.usage({ ...toUsage(step.counts), model: step.model });
      for (const [index, field] of FIELDS.entries()) model.add(agent, field, rightPart(step.counts[index]));
      break;
    case 'total': {
      const key = `${step.of} ${step.model}`;
      const before = model.totals.get(key) ?? FIELDS.map(() => 0);
      // Counters only go up, but for what is wrong.
      const now = before.map((sum, index) => sum + rightPart(step.counts[index]));
      const given = now.map((sum, index) => (isRight(step.counts[index]) ? sum : (step.counts[index] ?? 0)));
      session.usageTotal({ ...toUsage(given), model: step.model });
      for (const [index, field] of FIELDS.entries()) model.add(agent, field, rightPart(step.counts[index]));
      model.totals.set(key, now);
      break;
    }
    case 'tool':
      session.startTool('shell').end({ outcome: step.fails ? 'timeout' : 'denied' });
      model.add(agent, 'toolCalls', 1);
      if (step.fails) model.add(agent, 'toolErrors', 1);
      break;
    case 'turn':
      session.startTurn().end();
      model.add(agent, 'turns', 1);
      break;
    case 'error':
      session.error(new TypeError('what it says'));
      model.add(agent, 'errors', 1);
      break;
    case 'end':
      session.end();
      break;
    case 'open':
      break;
  }
}

/** The cost is given in units of its currency. */
function toUsage(values: readonly number[]) {
  const [inputTokens = 0, outputTokens = 0, cacheReadTokens, cacheWriteTokens, reasoningTokens, nanos = 0] =
    values;
  const cost = Number.isInteger(nanos) && nanos < 1e12 ? nanos / 1e9 : nanos > 0 ? Infinity : nanos;
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens,
    cost,
    currency: 'USD',
  };
}

function isRight(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= 1_000_000;
}

function rightPart(value: number | undefined): number {
  return isRight(value) ? value : 0;
}

function sumOf(
  events: readonly BatchEvent[],
  name: string,
  fields: readonly string[],
): Record<string, number> {
  const sums = Object.fromEntries(fields.map((field) => [field, 0]));
  for (const event of events)
    if (event.name === name)
      for (const field of fields) sums[field] = (sums[field] ?? 0) + Number(event.props[field] ?? 0);
  return sums;
}

function pick(sums: Sums, fields: readonly (keyof Sums)[]): Record<string, number> {
  return Object.fromEntries(fields.map((field) => [field, sums[field]]));
}

function count(events: readonly BatchEvent[], name: string): number {
  return events.filter((event) => event.name === name).length;
}
