import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeletionResult, Sink } from 'overt';
import { memorySink, testTelemetry, type MemorySink } from 'overt/testing';
import { describe, expect, onTestFinished, test } from 'vitest';

/** Sinks that are code of a tool: they can be handed things only in its own process. */
describe('a sink of the tool itself', () => {
  test('is shown what it would be handed', async () => {
    const { telemetry, sink } = make(memorySink());
    telemetry.track('feature.used', { feature: 'a' });
    await telemetry.close();
    // What was delivered at the end of the run is gone; this is recorded after it.
    telemetry.track('feature.used', { feature: 'b' });
    const already = sink.batches.length;
    const shown = await telemetry.show();
    if (!shown.ok) throw new Error(shown.problem);
    expect(sink.batches).toHaveLength(already);
    await telemetry.flush();
    const handed = sink.batches.slice(already);
    expect(handed.length).toBeGreaterThan(0);
    expect(shown.sendings.map(({ method, target }) => [method, target])).toEqual([['hand over', 'memory']]);
    expect(shown.sendings.map(({ body }) => withoutTime(JSON.parse(body)))).toEqual(handed.map(withoutTime));
  });

  test('takes the test event', async () => {
    const { telemetry, sink } = make(memorySink());
    expect(await telemetry.doctor()).toMatchObject({ ok: true, healthy: true });
    expect(sink.events.map(({ name }) => name)).toEqual(['telemetry.test']);
    sink.answer({ kind: 'rejected', reason: 'no' });
    expect(await telemetry.doctor()).toMatchObject({ ok: true, healthy: false });
  });

  type Row = {
    readonly says: string;
    readonly answer: () => Promise<DeletionResult>;
    readonly told: { readonly state: string; readonly reason?: string };
  };
  const ROWS: readonly Row[] = [
    { says: 'done', answer: async () => ({ kind: 'confirmed' }), told: { state: 'confirmed' } },
    { says: 'later', answer: async () => ({ kind: 'requested' }), told: { state: 'requested' } },
    {
      says: 'no',
      answer: async () => ({ kind: 'failed', reason: 'status_500' }),
      told: { state: 'queued', reason: 'status_500' },
    },
    {
      says: 'nothing, and throws',
      answer: () => Promise.reject(new Error('on purpose')),
      told: { state: 'queued', reason: 'sink_threw' },
    },
  ];
  test.each(ROWS)('is asked to delete the data of all ids, and says: $says', async ({ answer, told }) => {
    const asked: (readonly string[])[] = [];
    const own: MemorySink & Sink = Object.assign(memorySink(), {
      deleteData: async (ids: readonly string[]) => {
        asked.push(ids);
        return answer();
      },
    });
    const { telemetry } = make(own);
    telemetry.track('feature.used', { feature: 'a' });
    await telemetry.flush();
    const first = (await telemetry.status()) as { ids: { install: string } };
    await telemetry.resetId();
    const lines: string[] = [];
    const code = await telemetry.runCommand(['delete', '--yes', '--json'], {
      write: (text, stream) => void (stream === 'output' && lines.push(text)),
    });
    expect(asked).toEqual([[first.ids.install]]);
    expect(JSON.parse(lines.join(''))).toMatchObject({ places: [{ name: 'memory', ...told }] });
    expect(code).toBe(told.state === 'queued' ? 1 : 0);
  });
});

function make(sink: MemorySink): ReturnType<typeof testTelemetry> & { readonly sink: MemorySink } {
  const home = mkdtempSync(join(tmpdir(), 'overt-own-sinks-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return {
    ...testTelemetry({ home, sinks: [sink], delivery: { mode: 'background', intervalMs: 86_400_000 } }),
    sink,
  };
}

function withoutTime(batch: unknown): unknown {
  const { sentAt: _sentAt, attempt: _attempt, ledger, ...others } = batch as Record<string, unknown>;
  const { time: _time, ...account } = ledger as Record<string, unknown>;
  return { ...others, ledger: account };
}
