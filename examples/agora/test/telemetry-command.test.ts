import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { waitForCouriers } from '../../../packages/overt/test/harness/couriers.ts';
import { test, type Agora } from './harness.ts';

const DONE = { code: 0, stderr: '' };

describe('agora telemetry', () => {
  test('alone is status, with --json in the form that wrappers know', async ({ agora }) => {
    const configPath = join(agora.place.home, '.agora/config.json');
    for (const words of ['telemetry --json', 'telemetry status --json', '--json telemetry'])
      expect(await payload(agora, words)).toEqual({
        ...DONE,
        action: 'status',
        configPath,
        doNotTrack: false,
        enabled: false,
      });
    expect((await agora.run('telemetry')).stdout).toBe((await agora.run('telemetry status')).stdout);
    expect(existsSync(configPath)).toBe(false);
  });

  test('enable and disable are kept, in config.json too', async ({ agora }) => {
    expect(await payload(agora, 'telemetry enable --json')).toMatchObject({
      ...DONE,
      action: 'enable',
      enabled: true,
    });
    expect(agora.readConfig()).toMatchObject({ telemetryEnabled: true });
    expect(await payload(agora, 'telemetry disable --json')).toMatchObject({
      ...DONE,
      action: 'disable',
      enabled: false,
    });
    expect(agora.readConfig()).toMatchObject({ telemetryEnabled: false });
    expect(await agora.run('telemetry enable')).toMatchObject({
      ...DONE,
      stdout: 'Telemetry is on (errors).\n',
    });
    expect(await agora.status()).toMatchObject({ enabled: true });
    expect(await agora.run('telemetry disable')).toMatchObject({ ...DONE, stdout: 'Telemetry is off.\n' });
    expect(await agora.status()).toMatchObject({ enabled: false });
  });

  test('config update --telemetry-enabled is the same setting', async ({ agora }) => {
    agora.agree();
    await failOnce(agora);
    expect(await agora.run('config update --telemetry-enabled=false --json')).toMatchObject({ code: 0 });
    expect(agora.readConfig()).toMatchObject({ telemetryEnabled: false });
    expect(await agora.status()).toMatchObject({ enabled: false });
    expect((await agora.run('config update --telemetry-enabled=true')).code).toBe(0);
    expect(await agora.status()).toMatchObject({ enabled: true });
    expect((await agora.run('config update --telemetry-enabled=perhaps')).code).toBe(1);
    expect(agora.readConfig()).toMatchObject({ telemetryEnabled: true });
  });

  test.for(['telemetry disable', 'config update --telemetry-enabled=false'])(
    '%s removes what waits, and is not recorded itself',
    async (words, { agora }) => {
      agora.receiver.setFault('broken');
      agora.agree();
      await failOnce(agora);
      await waitForCouriers(agora.place.root);
      expect(agora.waiting()).not.toEqual([]);
      const requests = agora.receiver.requests();
      expect((await agora.run(words)).code).toBe(0);
      await waitForCouriers(agora.place.root);
      expect(agora.waiting()).toEqual([]);
      expect(agora.receiver.requests()).toBe(requests);
    },
  );

  test('a config.json that somebody else wrote counts, and is left as it is otherwise', async ({ agora }) => {
    agora.agree();
    const config = { schemaVersion: 4, telemetryEnabled: false, region: 'eu' };
    agora.writeConfig(config);
    expect(await agora.status()).toMatchObject({ enabled: false });
    await agora.run('telemetry enable');
    expect(agora.readConfig()).toEqual({ ...config, telemetryEnabled: true });
    expect(await agora.status()).toMatchObject({ enabled: true });
  });

  test.for([
    ['DO_NOT_TRACK', '1', { doNotTrack: true, enabled: false }],
    // It is a no in the specification's own words; the original takes any value for a yes.
    ['DO_NOT_TRACK', '0', { doNotTrack: false, enabled: true }],
    ['AGORA_SENTRY_ENABLED', '0', { doNotTrack: false, enabled: false }],
    ['AGORA_TELEMETRY', 'local', { doNotTrack: false, enabled: false }],
    ['AGORA_TELEMETRY', 'errors', { doNotTrack: false, enabled: true }],
  ] as const)('%s=%s: status tells the truth', async ([name, value, truth], { agora }) => {
    agora.agree();
    expect(await agora.status({ [name]: value })).toMatchObject(truth);
  });

  test('what does not hold after all is a 1, and never the 3 of "log in"', async ({ agora }) => {
    const env = { DO_NOT_TRACK: '1' };
    for (const words of ['telemetry enable', 'telemetry enable --json', 'telemetry nonsense'])
      expect((await agora.run(words, env)).code).toBe(1);
    expect((await agora.run('telemetry disable', env)).code).toBe(0);
  });

  test("the other commands are Overt's, with their --json and --help", async ({ agora }) => {
    expect((await agora.run('telemetry --help')).stdout).toContain('Usage: agora telemetry [command]\n');
    expect((await agora.run('telemetry enable --help')).stdout).toContain('Usage: agora telemetry enable');
    expect(JSON.parse((await agora.run('telemetry show --sample --json')).stdout)).toMatchObject({
      ok: true,
    });
    expect(existsSync(join(agora.place.home, '.agora/config.json'))).toBe(false);
  });

  test('AGORA_HOME is where config.json is', async ({ agora }) => {
    const AGORA_HOME = join(agora.place.root, 'elsewhere');
    await agora.run('telemetry disable', { AGORA_HOME });
    expect(existsSync(join(AGORA_HOME, 'config.json'))).toBe(true);
    expect(existsSync(join(agora.place.home, '.agora'))).toBe(false);
  });

  test('env-help names the variables', async ({ agora }) => {
    const { variables } = JSON.parse((await agora.run('env-help --json')).stdout) as {
      variables: { name: string; category: string }[];
    };
    expect(variables.filter(({ category }) => category === 'telemetry').map(({ name }) => name)).toEqual([
      'DO_NOT_TRACK',
      'AGORA_TELEMETRY',
      'AGORA_SENTRY_ENABLED',
      'AGORA_SENTRY_ENVIRONMENT',
      'AGORA_RELEASE',
    ]);
  });
});

async function payload(agora: Agora, words: string): Promise<unknown> {
  const { code, stdout, stderr } = await agora.run(words);
  return { code, stderr, ...(JSON.parse(stdout) as object) };
}

async function failOnce(agora: Agora): Promise<void> {
  agora.logIn();
  agora.service.answer = { status: 200, body: '{}' };
  expect((await agora.run('project list')).code).toBe(1);
}
