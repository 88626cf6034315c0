import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memorySink } from '../testing/memory-sink.ts';
import { testPlatform } from '../testing/test-platform.ts';
import { createTelemetry } from './define.ts';

const RULES = '{"format":1,"tools":{"scan":{"level":"full"}}}';

function gone(): never {
  throw Object.assign(new Error("Cannot find module './cold.cjs'"), { code: 'MODULE_NOT_FOUND' });
}

describe('where half of the package is gone', () => {
  it.each([
    ['a file of the project', '.overt.json', 'project'],
    ['the file of an administrator', 'policy.json', 'policy'],
  ])('%s cannot be understood, which is a no, and nothing is thrown', (_what, name, source) => {
    const home = mkdtempSync(join(tmpdir(), 'overt-gate-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    writeFileSync(join(home, name), RULES);
    const platform = testPlatform({ home });
    const system = { ...platform.system, cwd: () => home };
    const around = { checks: gone, cold: gone, errors: gone, locate: gone, loadCourier: async () => gone() };
    const telemetry = createTelemetry(
      { ...around, platform: { ...platform, system } },
      {
        tool: 'scan',
        version: '1.0.0',
        sinks: [memorySink()],
        consent: { default: 'on', level: 'full', policyFile: join(home, 'policy.json') },
        delivery: { mode: 'inline' },
      },
    );
    expect(telemetry.consent()).toMatchObject({ level: 'off', source });
    expect(telemetry.choose('full')).toBe(false);
    expect(telemetry.choose('off')).toBe(false);
    expect(telemetry.command('build', () => 7)).toBe(7);
    expect(telemetry.captureError(new Error('m'))).toBeUndefined();
    expect(telemetry.consent().level).toBe('off');
  });
});
