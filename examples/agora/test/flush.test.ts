import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sink } from 'overt';
import { testTelemetry } from 'overt/testing';
import { describe, expect, vi } from 'vitest';
import { runTool } from '../../../packages/overt/test/harness/run-tool.ts';
import { test } from './harness.ts';

const TIMEOUT_MS = 100;

describe('flush honours its 100 ms', () => {
  test('by a clock that the test moves, with a hub that never answers', async ({ place, onTestFinished }) => {
    let ask = (): void => {};
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const hub: Sink = { name: 'hub', send: () => new Promise(ask) };
    const { telemetry } = testTelemetry({
      home: place.home,
      tool: 'agora',
      consent: { level: 'errors', configured: true },
      sinks: [hub],
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    telemetry.captureError(new Error('no'));
    let ended: unknown;
    const flushed = telemetry.flush({ timeoutMs: TIMEOUT_MS }).then((result) => (ended = result));
    await asked;
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
    expect(ended).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(await flushed).toEqual({ outcome: 'timeout', pending: 1 });
  });

  test('in a process, with a server that never answers; the report waits and arrives later, once', async ({
    agora,
  }) => {
    agora.agree();
    agora.receiver.setFault('silent');
    const script = join(agora.folder, 'flush.js');
    writeFileSync(
      script,
      `import { telemetry } from './src/telemetry.js';
       telemetry.captureError(new TypeError('no'));
       console.log(JSON.stringify(await telemetry.flush({ timeoutMs: ${TIMEOUT_MS} })));`,
    );
    // Nobody but the clock of flush can end this.
    const { code, stdout, stderr } = await runTool(agora.place, { fixture: script });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '{"outcome":"timeout","pending":1}\n',
      stderr: '',
    });
    agora.receiver.setFault('none');
    await agora.deliver();
    expect(agora.receiver.reports()).toHaveLength(1);
  });
});
