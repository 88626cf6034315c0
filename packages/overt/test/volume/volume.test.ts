import { describe, expect, it } from 'vitest';
import { drawOf } from '../../src/sampling/rate.ts';
import { resolveQuota, resolveSampling } from '../../src/sampling/sampling.ts';
import { namesOfWanting, type SinkFilter } from '../../src/sinks/filter.ts';
import type { Lowering } from '../../src/sinks/lowering.ts';
import type { EventLine, Resource } from '../../src/spool/run-file.ts';
import { memorySink, type MemorySink } from '../../src/testing/memory-sink.ts';
import { openSpool, type TestSpool } from '../harness/written-spool.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RESOURCE = { tool: 'test-tool', version: '1.0.0' };

describe('sampling', () => {
  it.each([0, 0.3, 1])('sends all or nothing of a run, and every error: %d', async (rate) => {
    const spool = openSpool();
    const runs = addRuns(spool, 40);
    const events = await spool.deliver({ plan: { sampling: resolveSampling({ rate }) } });
    for (const run of runs) {
      const names = events.filter((event) => event.run.run === run).map(({ name }) => name);
      const isDrawn = drawOf({ run, resource: RESOURCE }, 'run') < rate;
      expect(names).toEqual(isDrawn ? ['error', 'feature.used', 'command.invocation'] : ['error']);
    }
    for (const { name, sampleRate } of events)
      expect(sampleRate).toBe(name === 'error' || rate === 1 ? undefined : rate);
    expect(spool.dropped()['sampled'] ?? 0).toBe(120 - events.length);
  });

  it('takes shares by name, and draws by installation', async () => {
    const spool = openSpool();
    for (const install of ['a'.repeat(32), 'b'.repeat(32), '0f'.repeat(16), '7'.repeat(32)])
      addRuns(spool, 5, { ...RESOURCE, install });
    const sampling = resolveSampling({ rate: 0.9, by: 'install', events: { 'feature.*': 0.5, error: 0 } });
    const events = await spool.deliver({ plan: { sampling } });
    const share = { 'feature.used': 0.5, 'command.invocation': 0.9 } as Record<string, number>;
    expect(events.some(({ name }) => name === 'error')).toBe(false);
    for (const { name, run, sampleRate } of events) {
      expect(sampleRate).toBe(share[name]);
      expect(drawOf(run, 'install')).toBeLessThan(share[name] ?? 0);
    }
    // Of an installation all five runs, or none.
    const counts = new Map<string, number>();
    for (const { run, name } of events) {
      const key = `${run.resource['install']} ${name}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBeGreaterThan(0);
    expect([...counts.values()].every((count) => count === 5)).toBe(true);
  });
});

describe('a quota', () => {
  it('holds for each day and hour in which events were recorded, however often couriers come', async () => {
    const spool = openSpool();
    const now = spool.platform.now();
    const quota = resolveQuota({ perDay: 7, events: { 'feature.used': 2 } });
    const add = (daysAgo: number): void =>
      void spool.addRun(
        [
          ...Array.from({ length: 5 }, () => 'feature.used'),
          ...Array.from({ length: 9 }, () => 'tool.call'),
        ].map((name) => usage(name, now - daysAgo * DAY_MS)),
      );
    add(3);
    add(0);
    await spool.deliver({ plan: { quota } });
    add(0);
    const events = await spool.deliver({ plan: { quota } });
    const sum = (name: string, daysAgo: number): number =>
      events.filter((event) => event.name === name && event.time === now - daysAgo * DAY_MS).length;
    expect([sum('feature.used', 3), sum('tool.call', 3)]).toEqual([2, 5]);
    expect([sum('feature.used', 0), sum('tool.call', 0)]).toEqual([2, 5]);
    expect(spool.dropped()['quota']).toBe(3 * 14 - 14);
  });

  it('keeps no report of an error back', async () => {
    const spool = openSpool();
    addRuns(spool, 4);
    const events = await spool.deliver({ plan: { quota: resolveQuota({ perDay: 0 }) } });
    expect(events.map(({ name }) => name)).toEqual(['error', 'error', 'error', 'error']);
  });
});

describe('a filter', () => {
  const cases: [SinkFilter, string[]][] = [
    [{}, ['error', 'feature.used', 'command.invocation']],
    [{ level: 'errors' }, ['error']],
    [{ level: 'usage' }, ['error', 'feature.used', 'command.invocation']],
    [{ only: ['command.*'] }, ['command.invocation']],
    [{ except: ['error', 'feature.used'] }, ['command.invocation']],
    [{ only: ['*'], except: ['*'] }, []],
    [{ sample: 0 }, ['error']],
  ];
  it.each(cases)('%j lets through what it says, for its sink alone', async (filter, wanted) => {
    const spool = openSpool();
    const strict = { ...memorySink({ name: 'strict' }), filter };
    const all = memorySink({ name: 'all' });
    addRuns(spool, 1);
    await spool.deliver({ sinks: [strict, all] });
    expect(strict.events.map(({ name }) => name)).toEqual(wanted);
    expect(all.events).toHaveLength(3);
    const { delivered, dropped } = spool.account('strict');
    const reason = filter.sample === 0 ? 'sampled' : 'filtered';
    expect([delivered, dropped[reason] ?? 0]).toEqual([wanted.length, 3 - wanted.length]);
    expect(spool.account('all')).toMatchObject({ delivered: 3, dropped: {} });
  });

  it('names the sinks that want an event, those without a filter among them', () => {
    const sinks = [
      { name: 'all' },
      { name: 'errors', filter: { level: 'errors' as const } },
      { name: 'none of these', filter: { except: ['crash'] } },
    ];
    const crash = { name: 'crash', level: 'errors' };
    expect(namesOfWanting(sinks, crash)).toEqual(['all', 'errors']);
    expect(namesOfWanting(sinks, { name: 'feature.used', level: 'usage' })).toEqual(['all', 'none of these']);
  });

  it('draws for a sink what is a part of what is drawn for all', async () => {
    const spool = openSpool();
    const tenth = { ...memorySink({ name: 'tenth' }), filter: { sample: 0.1 } };
    const all = memorySink({ name: 'all' });
    addRuns(spool, 120);
    await spool.deliver({ plan: { sampling: resolveSampling({ rate: 0.5 }) }, sinks: [tenth, all] });
    const ids = new Set(all.events.map(({ id }) => id));
    const drawn = tenth.events.filter(({ name }) => name !== 'error');
    expect(drawn.length).toBeGreaterThan(0);
    for (const { id, sampleRate, run } of drawn) {
      expect([ids.has(id), sampleRate]).toEqual([true, 0.1]);
      expect(drawOf(run, 'run')).toBeLessThan(0.1);
    }
  });
});

describe('a sink whose other side asks for less', () => {
  it('gets less for as long as it asked, and others get all', async () => {
    const spool = openSpool();
    const tired = memorySink({ name: 'tired' });
    const all = memorySink({ name: 'all' });
    const pass = async (lower?: Lowering): Promise<string[]> => {
      tired.answer({ kind: 'accepted', lower });
      const before = tired.events.length;
      addRuns(spool, 1);
      await spool.deliver({ sinks: [tired, all] });
      spool.account('tired');
      return tired.events.slice(before).map(({ name }) => name);
    };
    const everything = ['error', 'feature.used', 'command.invocation'];
    // Errors go first: the answer to them counts for the others already.
    expect(await pass({ drop: ['error', 'feature.*'], forMs: HOUR_MS })).toEqual([
      'error',
      'command.invocation',
    ]);
    expect(await pass()).toEqual(['command.invocation']);
    expect(await pass({ sample: { '*': 0 }, forMs: 99 * DAY_MS })).toEqual(['command.invocation']);
    expect(await pass()).toEqual([]);
    spool.platform.clock.advance(7 * DAY_MS);
    expect(await pass()).toEqual(everything);
    expect(all.events).toHaveLength(15);
    expect(spool.account('tired').dropped).toEqual({ asked_to_drop: 5, asked_to_sample: 3 });
  });

  it('can never make more be sent than the author wants', async () => {
    const spool = openSpool();
    const greedy = { ...memorySink({ name: 'greedy' }), filter: { only: ['error'], sample: 0 } };
    greedy.answer({ kind: 'accepted', lower: { sample: { '*': 1, error: 2 }, drop: [], forMs: HOUR_MS } });
    const plan = { sampling: resolveSampling({ events: { error: 0.5 } }) };
    for (let count = 0; count < 30; count += 1) addRuns(spool, 1);
    await spool.deliver({ plan, sinks: [greedy] });
    for (let count = 0; count < 30; count += 1) addRuns(spool, 1);
    await spool.deliver({ plan, sinks: [greedy] });
    for (const { name, run, sampleRate } of greedy.events) {
      expect([name, sampleRate]).toEqual(['error', 0.5]);
      expect(drawOf(run, 'run')).toBeLessThan(0.5);
    }
  });

  it('is left alone for as long as it asked, by a flush too', async () => {
    const spool = openSpool();
    const slow = memorySink({ name: 'slow' });
    const visits: number[] = [];
    slow.answer({ kind: 'accepted', lower: { everyMs: 6 * HOUR_MS, forMs: 2 * DAY_MS } });
    const start = spool.platform.now();
    for (let hour = 0; hour < 20; hour += 1) {
      addRuns(spool, 1);
      const before = slow.batches.length;
      await spool.deliver({ sinks: [slow], force: true });
      if (slow.batches.length > before) visits.push((spool.platform.now() - start) / HOUR_MS);
      spool.platform.clock.advance(HOUR_MS);
    }
    expect(visits).toEqual([0, 6, 12, 18]);
    expect(spool.account('slow')).toMatchObject({ delivered: 57, pending: 3, dropped: {} });
  });

  it('may ask for it when it refuses, too', async () => {
    const spool = openSpool();
    const busy = memorySink({ name: 'busy' });
    busy.answer({
      kind: 'retry',
      reason: 'status_429',
      afterMs: 1000,
      lower: { drop: ['error'], forMs: DAY_MS },
    });
    addRuns(spool, 1);
    await deliverLater(spool, busy);
    busy.answer({ kind: 'accepted' });
    await deliverLater(spool, busy);
    expect(busy.events.map(({ name }) => name)).toEqual(['feature.used', 'command.invocation']);
    expect(spool.account('busy')).toMatchObject({ delivered: 2, dropped: { asked_to_drop: 1 } });
  });
});

/** Past what a sink has asked for as a pause. */
async function deliverLater(spool: TestSpool, sink: MemorySink): Promise<void> {
  spool.platform.clock.advance(5000);
  await spool.deliver({ sinks: [sink] });
}

function addRuns(spool: TestSpool, count: number, resource: Resource = RESOURCE): string[] {
  const events = [{ name: 'error', props: {} }, usage('feature.used'), usage('command.invocation')];
  return Array.from({ length: count }, () => spool.addRun(events, { header: { resource } }));
}

function usage(name: string, time?: number): Partial<EventLine> {
  const line: Partial<EventLine> = { name, level: 'usage', props: {} };
  return time === undefined ? line : { ...line, time };
}
