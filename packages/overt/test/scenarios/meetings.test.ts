import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it as base } from 'vitest';
import { memorySink, testPlatform, testTelemetry, type TestPlatform } from 'overt/testing';
import type { Sink } from 'overt';

const it = base.extend('home', async ({ task: _task }, { onCleanup }) => {
  const home = mkdtempSync(join(tmpdir(), 'overt-meetings-'));
  onCleanup(() => rmSync(home, { recursive: true, force: true }));
  return home;
});

type Fs = TestPlatform['fs'];

/** A process of the tool; `fs` replaces some of its calls. */
function start(home: string, fs: (real: Fs) => Partial<Fs> = () => ({})): ReturnType<typeof testTelemetry> {
  const real = testPlatform({ home });
  return testTelemetry({ home, platform: { ...real, fs: { ...real.fs, ...fs(real.fs) } } });
}

const stateOf = (home: string): string => join(home, '.local/state/test-tool/telemetry');
const runsOf = (home: string): string[] => readdirSync(join(stateOf(home), 'runs'));

/** A whole run of the tool. */
function runOnce(home: string, feature: string): void {
  const { telemetry, platform } = start(home);
  telemetry.track('feature.used', { feature });
  platform.exit(0);
}

describe('a user who', () => {
  it('erases everything while a run begins with the old id: it is not sent', async ({ home }) => {
    const first = start(home);
    first.telemetry.track('feature.used', { feature: 'before' });
    const [event] = await first.delivered();
    const id = event?.run.resource['install'];
    runOnce(home, 'waits');
    let isDone = false;
    // The runs are removed before the journal is, and the ids after that.
    const eraser = start(home, ({ rmSync: remove }) => ({
      rmSync: ((path: string, how: object) => {
        if (path.includes('/journal/') && !isDone) {
          isDone = true;
          runOnce(home, 'meanwhile');
        }
        remove(path, how);
      }) as Fs['rmSync'],
    }));
    const answer = await eraser.telemetry.delete();
    expect(answer).toMatchObject({ ok: true, ids: { current: id } });
    expect(isDone).toBe(true);
    runOnce(home, 'after');
    const later = start(home);
    const arrived = await later.delivered();
    expect(arrived.map(({ props }) => props['feature'])).toEqual(['after']);
    expect(arrived[0]?.run.resource['install']).not.toBe(id);
  });

  it('switches it off while a run opens its file: nothing is left of it', ({ home }) => {
    const other = start(home);
    let isOff = false;
    const { telemetry, platform } = start(home, ({ openSync: open }) => ({
      openSync: ((path: string, flags: string, mode: number) => {
        if (flags === 'ax' && !isOff) isOff = other.telemetry.choose('off');
        return open(path, flags, mode);
      }) as Fs['openSync'],
    }));
    telemetry.track('feature.used', { feature: 'meanwhile' });
    platform.exit(0);
    expect(isOff).toBe(true);
    expect(runsOf(home)).toEqual([]);
  });

  it('is told of at least what has gone, whoever records meanwhile', async ({ home }) => {
    runOnce(home, 'one');
    let runs = 0;
    const eraser = start(home, ({ unlinkSync: unlink }) => ({
      unlinkSync: ((path: string) => {
        unlink(path);
        if (!path.endsWith('/install-id')) return;
        for (; runs < 3; runs += 1) runOnce(home, 'new');
      }) as Fs['unlinkSync'],
    }));
    const answer = await eraser.telemetry.delete();
    if (!answer.ok) throw new Error(answer.problem);
    expect(runs).toBe(3);
    for (const count of Object.values(answer.removed)) expect(count).toBeGreaterThanOrEqual(0);
  });

  it('sends a report by hand in two terminals at once: it is sent once', async ({ home }) => {
    const requests: number[] = [];
    const slow: Sink = {
      name: 'slow',
      send: async ({ attempt, events }) => {
        requests.push(attempt * events.length);
        await new Promise((resolve) => void setTimeout(resolve, 300));
        return { kind: 'accepted' };
      },
    };
    const ask = { default: 'ask' } as const;
    const terminal = (platform = testPlatform({ home })): ReturnType<typeof testTelemetry> =>
      testTelemetry({ home, platform, consent: ask, errors: { ask: true }, sinks: [slow] });
    const { platform } = terminal();
    platform.crash(new TypeError('m'), 'uncaughtException');
    platform.exit(1);
    const listed = await terminal().telemetry.crashes();
    if (!listed.ok) throw new Error(listed.problem);
    const reference = listed.reports[0]?.reference ?? '';
    const answers = await Promise.all(
      [terminal(), terminal()].map(({ telemetry }) => telemetry.crashes('send', reference)),
    );
    expect(answers).toMatchObject([
      { ok: true, taken: true },
      { ok: true, taken: true },
    ]);
    expect(requests).toEqual([1]);
  });
});

describe('a policy that is being written', () => {
  const policyOf = (home: string): string => join(home, 'policy.json');
  const RULES = '{"format":1,"tools":{"other":{"level":"off"}}}';

  it('sends nothing for as long as it cannot be read, and removes nothing', async ({ home }) => {
    const consent = { default: 'on', level: 'full', configured: true, policyFile: policyOf(home) } as const;
    const sink = memorySink();
    const real = testPlatform({ home });
    const first = testTelemetry({ home, platform: real, consent, sinks: [sink] });
    first.telemetry.track('feature.used', { feature: 'one' });
    real.exit(0);
    writeFileSync(policyOf(home), RULES);
    let reads = 0;
    const readWhileWritten = ((path: string, ...how: never[]) => {
      // Somebody has emptied it to write it anew: the courier, which reads it after the run did, finds it so.
      if (path === policyOf(home) && (reads += 1) === 2) return '';
      return (real.fs.readFileSync as (path: string, ...how: never[]) => unknown)(path, ...how);
    }) as Fs['readFileSync'];
    const platform = { ...real, fs: { ...real.fs, readFileSync: readWhileWritten } };
    const { telemetry } = testTelemetry({ home, platform, consent, sinks: [sink] });
    telemetry.track('feature.used', { feature: 'two' });
    await telemetry.flush();
    expect(reads).toBeGreaterThan(2);
    expect(existsSync(join(stateOf(home), 'ledger.json'))).toBe(true);
    await testTelemetry({ home, consent, sinks: [sink] }).telemetry.flush();
    const arrived = sink.events.map(({ props }) => String(props['feature']));
    expect(arrived.toSorted()).toEqual(['one', 'two']);
    expect(readFileSync(policyOf(home), 'utf8')).toBe(RULES);
  });
});
