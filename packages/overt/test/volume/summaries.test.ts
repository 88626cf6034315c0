import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveSampling } from '../../src/sampling/sampling.ts';
import type { BatchEvent } from '../../src/sinks/batch.ts';
import { openSpool, type TestSpool } from '../harness/written-spool.ts';

const PLAN = { sampling: resolveSampling({ summarizeAgents: true }) };
const OUTCOMES = ['ok', 'error', 'usage-error', 'interrupted', 'crash', 'help', 'version'] as const;

type Invocation = {
  readonly command: string;
  readonly outcome?: (typeof OUTCOMES)[number];
  /** `null`: it has none, as what runs until somebody stops it. */
  readonly durationMs?: number | null;
};

function invocation({ command, outcome = 'ok', durationMs = 5 }: Invocation): object {
  const exitCode = outcome === 'ok' ? 0 : 1;
  return {
    name: 'command.invocation',
    level: 'usage',
    props: { command, outcome, exitCode, ...timeOf(durationMs) },
  };
}

function timeOf(durationMs: number | null): object {
  return durationMs === null ? {} : { durationMs };
}

function addRun(spool: TestSpool, invocations: readonly Invocation[], resource: object = {}): string {
  const own = { tool: 'test-tool', version: '1.0.0', agent: 'mine', agentSession: 'a1', ...resource };
  return spool.addRun(invocations.map(invocation), { header: { resource: own } });
}

/** What a batch tells of commands, as lines. */
function tell(events: readonly BatchEvent[]): string[] {
  return events.map(({ name, props, run }) =>
    [run.resource['agentSession'], name, props['command'], props['count'] ?? props['outcome']].join(' '),
  );
}

describe('what an agent runs in one conversation', () => {
  it('is one event for each command, in place of the last of them', async () => {
    const spool = openSpool();
    const runs = Array.from({ length: 300 }, (_, n) =>
      addRun(spool, [
        { command: n % 3 === 0 ? 'list' : 'scan', outcome: n % 10 === 0 ? 'error' : 'ok', durationMs: n },
      ]),
    );
    const events = await spool.deliver({ plan: PLAN });
    expect(tell(events).toSorted()).toEqual(['a1 command.summary list 100', 'a1 command.summary scan 200']);
    const [list, scan] = events.toSorted((one, other) => (tell([one]) < tell([other]) ? -1 : 1));
    expect(list?.props).toMatchObject({ ok: 90, errors: 10, durationMs: 14_850, longestMs: 297 });
    expect(scan?.props).toMatchObject({ ok: 180, errors: 20, durationMs: 30_000, longestMs: 299 });
    expect([list?.id, scan?.id]).toEqual([`${runs[297]}.1`, `${runs[299]}.1`]);
    expect(spool.dropped()).toEqual({ summarized: 298 });
    expect(spool.account('memory')).toMatchObject({ recorded: 300, delivered: 2, pending: 0 });
  });

  it('is sent one by one where the author does not ask for summaries, where nobody knows the conversation, and what happened once', async () => {
    const asked = openSpool();
    addRun(asked, [{ command: 'scan' }, { command: 'list' }]);
    addRun(asked, [{ command: 'scan' }, { command: 'scan' }], { agentSession: undefined });
    expect(tell(await asked.deliver({ plan: PLAN }))).toEqual([
      ' command.invocation scan ok',
      ' command.invocation scan ok',
      'a1 command.invocation scan ok',
      'a1 command.invocation list ok',
    ]);
    const unasked = openSpool();
    addRun(unasked, [{ command: 'scan' }, { command: 'scan' }]);
    expect((await unasked.deliver()).map(({ name }) => name)).toEqual([
      'command.invocation',
      'command.invocation',
    ]);
  });

  it.each([
    ['conversation', { agentSession: 'b2' }],
    ['version', { version: '2.0.0' }],
    ['id', { install: 'f'.repeat(32) }],
    ['project', { project: 'p' }],
  ])('is told apart by %s', async (_what, other) => {
    const spool = openSpool();
    for (const resource of [{}, {}, other, other, other]) addRun(spool, [{ command: 'scan' }], resource);
    const counts = (await spool.deliver({ plan: PLAN })).map(({ props }) => props['count']);
    expect(counts).toEqual([2, 3]);
  });

  it('keeps crashes and other events as they are, and how a run ended is told once', async () => {
    const spool = openSpool();
    const ids = ['1', '2', '3'].map((n) =>
      spool.addRun([{ props: { errorClass: n } }, invocation({ command: 'scan', outcome: 'crash' })], {
        header: { resource: { tool: 'test-tool', version: '1.0.0', agentSession: 'a1' } },
      }),
    );
    const single = addRun(spool, [{ command: 'list' }, { command: 'deploy' }]);
    const events = await spool.deliver({ plan: PLAN });
    expect(tell(events.filter(({ name }) => name !== 'crash'))).toEqual([
      'a1 command.summary scan 3',
      'a1 command.invocation list ok',
      'a1 command.invocation deploy ok',
    ]);
    expect(events.find(({ name }) => name === 'command.summary')?.props).toMatchObject({ crashes: 3, ok: 0 });
    const ended = events.filter(({ run }) => run.ended !== undefined).map(({ run }) => run.run);
    expect(ended.toSorted()).toEqual([...ids, single].toSorted());
  });

  it('is as long as those took of which it is known', async () => {
    const spool = openSpool();
    const times = [null, 30, null, 10, null];
    for (const durationMs of times) addRun(spool, [{ command: 'watch', durationMs }]);
    for (const durationMs of [null, null]) addRun(spool, [{ command: 'serve', durationMs }]);
    for (const durationMs of [0, 0]) addRun(spool, [{ command: 'noop', durationMs }]);
    const events = await spool.deliver({ plan: PLAN });
    expect(events.map(({ props }) => props)).toEqual([
      expect.objectContaining({ command: 'watch', count: 5, timed: 2, durationMs: 40, longestMs: 30 }),
      expect.objectContaining({ command: 'serve', count: 2, timed: 0 }),
      expect.objectContaining({ command: 'noop', count: 2, timed: 2, durationMs: 0, longestMs: 0 }),
    ]);
    expect(Object.keys(events[1]?.props ?? {})).not.toContain('durationMs');
    expect(Object.keys(events[1]?.props ?? {})).not.toContain('longestMs');
  });

  it('is shared out and counted as all else is', async () => {
    const spool = openSpool();
    for (let n = 0; n < 200; n += 1) addRun(spool, [{ command: 'scan' }]);
    const sampling = resolveSampling({ summarizeAgents: true, rate: 0.5 });
    const [summary, ...others] = await spool.deliver({ plan: { sampling } });
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ name: 'command.summary', sampleRate: 0.5 });
    const { sampled = 0, summarized = 0 } = spool.dropped();
    expect(Number(summary?.props['count'])).toBe(200 - sampled);
    expect(summarized).toBe(200 - sampled - 1);
  });
});

it('adds up, whatever ran and however often couriers came', async () => {
  const run = fc.record({
    session: fc.constantFrom('a1', 'b2'),
    invocations: fc.array(
      fc.record({
        command: fc.constantFrom('scan', 'list', 'constructor'),
        outcome: fc.constantFrom(...OUTCOMES),
        durationMs: fc.option(fc.nat(10_000), { nil: null }),
      }),
      { maxLength: 4 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(run, { maxLength: 8 }), { maxLength: 3 }), async (couriers) => {
      const spool = openSpool();
      let events: readonly BatchEvent[] = [];
      for (const runs of couriers) {
        for (const { session, invocations } of runs) addRun(spool, invocations, { agentSession: session });
        events = await spool.deliver({ plan: PLAN });
      }
      const given = couriers.flat().flatMap(({ invocations }) => invocations);
      const sum = (field: string): number =>
        events.reduce((total, { props }) => total + Number(props[field] ?? 0), 0);
      const single = events.filter(({ name }) => name === 'command.invocation').length;
      expect(sum('count') + single).toBe(given.length);
      const times = given.flatMap(({ durationMs }) => durationMs ?? []);
      expect(sum('durationMs')).toBe(times.reduce((total, ms) => total + ms, 0));
      const isTimed = ({ name, props }: BatchEvent): boolean =>
        name === 'command.invocation' && props['durationMs'] !== undefined;
      expect(sum('timed') + events.filter(isTimed).length).toBe(times.length);
      const summaries = events.filter(({ name }) => name === 'command.summary');
      for (const { props } of summaries) {
        expect(props['timed']).toBeLessThanOrEqual(Number(props['count']));
        expect(props['durationMs'] === undefined).toBe(props['timed'] === 0);
        const { ok, errors, usageErrors, interrupted, crashes, count } = props as Record<string, number>;
        const told = [ok, errors, usageErrors, interrupted, crashes].reduce<number>((a, b = 0) => a + b, 0);
        expect(told).toBeLessThanOrEqual(count ?? 0);
      }
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    }),
    { numRuns: 40 },
  );
});
