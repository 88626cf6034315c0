import { hostname } from 'node:os';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { COMMIT, test, type Agora } from './harness.ts';

describe('what is reported of an error', () => {
  test("the plan's six fields", async ({ agora }) => {
    begin(agora);
    writeReceipt(agora);
    const { code } = await agora.run('project list', { AGORA_AGENT: 'cursor' });
    expect(code).toBe(1);
    await agora.deliver();
    for (const field of ['server_name', 'modules', 'extra', 'breadcrumbs', 'ip_address'])
      expect(agora.receiver.text()).not.toContain(`"${field}"`);
    expect(agora.receiver.reports()).toEqual([
      {
        command: 'project list',
        exitCode: '1',
        commitSha: COMMIT,
        // Sentry's own name of the system.
        os: `${{ linux: 'Linux', darwin: 'macOS', win32: 'Windows' }[process.platform as string]}/${process.arch}`,
        installMethod: 'installer',
        agentLabel: 'cursor',
        environment: 'production',
        release: 'agora@0.3.0',
      },
    ]);
  });

  test('who runs it, by a name of the table or not at all', async ({ agora }) => {
    const rows = [
      ['AGORA_AGENT', 'the laptop of ann', 'other'],
      ['AGORA_AGENT', 'Claude', 'claude-code'],
      ['CLAUDECODE', '1', 'claude-code'],
      ['CODEX_THREAD_ID', '019-abc', 'codex'],
      // The original takes a setting of aider's users for aider.
      ['AIDER_MODEL', 'gpt', undefined],
    ] as const;
    begin(agora);
    for (const [name, value] of rows) await agora.run('project list', { [name]: value });
    await agora.deliver();
    expect(agora.receiver.reports().map(({ agentLabel }) => agentLabel)).toEqual(
      rows.map(([, , agent]) => agent),
    );
    for (const said of ['the laptop', '019-abc', 'gpt']) expect(agora.receiver.text()).not.toContain(said);
  });

  test('errors that carry an exit code are reported too', async ({ agora }) => {
    begin(agora);
    agora.service.answer = { status: 500, body: '{"code":"INTERNAL","message":"Try again."}' };
    expect(await agora.run('project create demo')).toMatchObject({ code: 1, stderr: 'agora: Try again.\n' });
    await agora.deliver();
    expect(agora.receiver.reports()).toMatchObject([{ command: 'project create', exitCode: '1' }]);
  });

  test('a crash, which the original does not see, is reported', async ({ agora }) => {
    begin(agora);
    expect((await agora.run('crash-for-test')).stderr).toContain('IntendedCrash: A crash for test');
    await agora.deliver();
    // The command is over by then: it is a promise of nobody's that is rejected.
    expect(agora.receiver.reports()).toHaveLength(1);
  });

  test.for([
    ['AUTH_UNAUTHENTICATED', 200],
    ['AUTH_SESSION_EXPIRED', 401],
  ] as const)('%s ends with 3, and is a kind and no report', async ([errorCode, status], { agora }) => {
    agora.agree();
    if (status === 401) agora.logIn();
    agora.service.answer = { status, body: '{}' };
    expect(await agora.run('project list')).toMatchObject({ code: 3, stdout: '' });
    expect(await recorded(agora)).toEqual([
      {
        name: 'command.error',
        props: {
          errorKind: 'auth',
          errorClass: 'agoraerror',
          errorCode: errorCode.toLowerCase(),
          command: 'project list',
          exitCode: 3,
        },
      },
    ]);
    await agora.deliver();
    expect(agora.receiver.reports()).toEqual([]);
  });

  test('what was typed stays here: misuse has a kind and a code', async ({ agora }) => {
    agora.agree();
    for (const words of ['frobnicate-my-secret', 'project destroy-my-secret', 'project list --my-secret=1']) {
      const { code, stderr } = await agora.run(words);
      expect(code).toBe(1);
      expect(stderr).toContain('my-secret');
    }
    const events = await recorded(agora);
    expect(events.map(({ name, props }) => [name, props['errorKind'], props['errorCode']])).toEqual([
      ['command.error', 'usage', 'commander.unknowncommand'],
      ['command.error', 'usage', 'commander.unknowncommand'],
      ['command.error', 'usage', 'commander.unknownoption'],
    ]);
    expect((await agora.run('telemetry export')).stdout).not.toContain('my-secret');
    await agora.deliver();
    expect(agora.receiver.reports()).toEqual([]);
    expect(agora.receiver.text()).not.toContain('my-secret');
  });

  test('the labels are those of introspect', async ({ agora }) => {
    const { commands } = JSON.parse((await agora.run('introspect --json')).stdout) as {
      commands: { command: string }[];
    };
    const labels = commands.map(({ command }) => command);
    expect(labels).toContain('project create');
    begin(agora);
    agora.service.answer = { status: 500, body: '{"code":"INTERNAL","message":"no"}' };
    for (const words of [
      'login bob',
      'project create a',
      'project list',
      'config update --telemetry-enabled=7',
    ])
      await agora.run(words);
    await agora.deliver();
    const reported = agora.receiver.reports().map(({ command }) => command);
    expect(reported).toEqual(['login', 'project create', 'project list', 'config update']);
    expect(labels).toEqual(expect.arrayContaining(reported));
  });

  test('neither names of the machine and its user, nor paths, nor the token, nor names of projects', async ({
    agora,
  }) => {
    begin(agora, 'tok-7f3a9b');
    agora.service.answer = {
      status: 500,
      body: JSON.stringify({
        code: 'INTERNAL',
        message: `no project-x in ${agora.place.home} for tok-7f3a9b`,
      }),
    };
    await agora.run('project create project-x');
    await agora.run('crash-for-test');
    await agora.deliver();
    expect(agora.receiver.reports()).toHaveLength(2);
    const secrets = [hostname(), agora.place.root, realpathSync(agora.place.root), 'tok-7f3a9b', 'project-x'];
    for (const secret of secrets) expect(agora.receiver.text()).not.toContain(secret);
  });
});

/** A user who said yes and is logged in, and a service that answers with what nobody expects. */
function begin(agora: Agora, accessToken?: string): void {
  agora.agree();
  agora.logIn(accessToken);
  agora.service.answer = { status: 200, body: '{}' };
}

/** What Agora's installers leave beside the executable. */
function writeReceipt({ folder }: Agora): void {
  const bin = realpathSync(join(folder, 'bin'));
  const receipt = {
    schemaVersion: 1,
    tool: 'agora',
    installMethod: 'installer',
    installPath: join(bin, 'agora.js'),
    version: '0.3.0',
  };
  writeFileSync(join(bin, 'agora.install.json'), JSON.stringify(receipt));
}

type Recorded = { readonly name: string; readonly props: Readonly<Record<string, unknown>> };

/** All that is stored here, as its user sees it. */
async function recorded(agora: Agora): Promise<Recorded[]> {
  const { folders } = JSON.parse((await agora.run('telemetry export')).stdout) as {
    folders: { waiting: Recorded[]; journal: Recorded[] }[];
  };
  return folders
    .flatMap(({ waiting, journal }) => [...journal, ...waiting])
    .map(({ name, props }) => ({ name, props }));
}
