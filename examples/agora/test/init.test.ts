import { describe, expect } from 'vitest';
import { waitForCouriers } from '../../../packages/overt/test/harness/couriers.ts';
import { test, type Agora } from './harness.ts';

/** The branches of the plan's `initTelemetry` that end in nothing, each with a user who had said yes. */
const OFF: readonly {
  readonly branch: string;
  readonly env?: Record<string, string>;
  readonly config?: unknown;
}[] = [
  { branch: 'DO_NOT_TRACK=1', env: { DO_NOT_TRACK: '1' } },
  { branch: 'DO_NOT_TRACK=yes', env: { DO_NOT_TRACK: 'yes' } },
  { branch: 'config off', config: { telemetryEnabled: false } },
  {
    branch: 'config off, which no variable overrules',
    config: { telemetryEnabled: false },
    env: { AGORA_SENTRY_ENABLED: '1' },
  },
  { branch: 'env=0', env: { AGORA_SENTRY_ENABLED: '0' } },
  { branch: 'env=false, which the original takes for a yes', env: { AGORA_SENTRY_ENABLED: 'false' } },
];

describe('whether errors are reported', () => {
  test.for(OFF)('$branch: nothing is recorded or sent', async ({ env, config }, { agora }) => {
    agora.agree();
    if (config !== undefined) agora.writeConfig(config);
    await failIn(agora, env);
    await waitForCouriers(agora.place.root);
    expect(agora.waiting()).toEqual([]);
    expect(agora.receiver.requests()).toBe(0);
    expect(await agora.status(env)).toMatchObject({ enabled: false });
  });

  test('normal: a report arrives, once', async ({ agora }) => {
    agora.agree();
    expect(await agora.status()).toMatchObject({ enabled: true });
    await failIn(agora);
    await agora.deliver();
    expect(agora.receiver.reports()).toHaveLength(1);
    expect(agora.waiting()).toEqual([]);
  });

  test('who was not asked yet: nothing is recorded or sent', async ({ agora }) => {
    await failIn(agora);
    await waitForCouriers(agora.place.root);
    expect(agora.waiting()).toEqual([]);
    expect(agora.receiver.requests()).toBe(0);
    expect(await agora.status()).toMatchObject({ enabled: false });
  });

  test('empty DSN, as in a build from source: nothing is sent, whatever variables or the user say', async ({
    source,
  }) => {
    const env = { AGORA_TELEMETRY: 'full', SENTRY_DSN: source.receiver.dsn };
    expect((await source.run('telemetry enable')).code).toBe(0);
    await failIn(source, env);
    await source.deliver(env);
    expect(source.receiver.requests()).toBe(0);
    expect(await source.status(env)).toMatchObject({ enabled: false });
    expect((await source.run('telemetry', env)).stdout).toMatch(/Goes to +noop +nowhere /);
  });

  test('a variable may name the environment', async ({ agora }) => {
    agora.agree();
    await failIn(agora, { AGORA_SENTRY_ENVIRONMENT: 'staging' });
    await failIn(agora, { AGORA_SENTRY_ENVIRONMENT: '' });
    await agora.deliver();
    expect(agora.receiver.reports().map(({ environment }) => environment)).toEqual(['staging', 'production']);
  });

  test('but not call it production, which only a build can', async ({ source }) => {
    await source.run('telemetry enable');
    await failIn(source, { AGORA_SENTRY_ENVIRONMENT: 'production' });
    const { stdout } = await source.run('telemetry export');
    expect(stdout).toContain('"errorClass": "typeerror"');
    expect(stdout).not.toContain('"environment"');
  });

  test('AGORA_RELEASE names the release; what is no name of one is left alone', async ({ agora }) => {
    agora.agree();
    const names = ['2.0.0-rc.1+brew', '', 'my own build of /home/ann', 'x'.repeat(65)];
    for (const AGORA_RELEASE of names) await failIn(agora, { AGORA_RELEASE });
    await agora.deliver();
    const [first, ...others] = agora.receiver.reports().map(({ release }) => release);
    expect(first).toContain('2.0.0-rc.1+brew');
    expect(new Set(others).size).toBe(1);
    expect(others).toHaveLength(3);
    expect(others[0]).toContain('0.3.0');
  });
});

/** The service answers with something that agora does not expect. */
async function failIn(agora: Agora, env?: Record<string, string>): Promise<void> {
  agora.logIn();
  agora.service.answer = { status: 200, body: '{}' };
  const { code } = await agora.run('project list', env);
  expect(code).toBe(1);
}
