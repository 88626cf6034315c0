import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { findCouriers, waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, type FlatEvent } from '../harness/delivered.ts';
import { runUnchanged } from '../harness/look.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import { settle } from '../harness/settle.ts';
import { readMisuse } from '../harness/spool.ts';
import { test } from '../harness/test.ts';
import { traceEffects, whyNoTrace } from '../harness/trace.ts';

const WORK: ToolRun = { fixture: 'work.mjs', args: ['0', '3'] };
const EVENTS = 4;
const PARENT = '01JD8Z7A1BCDEFGHJKMNPQRSTV';

/** Runs the tool once, and answers what is said of its run. */
async function describeRun(place: Place, run: Partial<ToolRun>): Promise<FlatEvent['resource']> {
  await runTool(place, { ...WORK, ...run });
  await waitForCouriers(place.root);
  const events = readDelivered(place);
  expect(events).toHaveLength(EVENTS);
  const resources = new Set(events.map(({ resource }) => JSON.stringify(resource)));
  expect(resources.size).toBe(1);
  return events[0]?.resource ?? {};
}

describe('what is known about a run', () => {
  test('on a plain machine: no agent, no build server, no parent, no tags', async ({ place }) => {
    const resource = await describeRun(place, {});
    expect(resource).toMatchObject({ tool: 'scan', tty: 'none' });
    expect(resource['installMethod']).toMatch(/^(source|unknown|npm)$/);
    for (const name of ['agent', 'agentSession', 'ci', 'ciPr', 'nested'])
      expect(resource).not.toHaveProperty(name);
    expect(Object.keys(resource).filter((name) => name.startsWith('tag.'))).toEqual([]);
  });

  test('under an agent: its name, and a hash of its conversation', async ({ place }) => {
    const env = { AI_AGENT: 'claude-code_2-1-263_agent', CLAUDE_CODE_SESSION_ID: 'raw-session-1' };
    const resource = await describeRun(place, { env });
    expect(resource).toMatchObject({ agent: 'claude-code' });
    expect(resource['agentSession']).toMatch(/^[0-9a-f]{16}$/);
    const sent = readFileSync(place.sinkFile, 'utf8');
    for (const raw of ['raw-session-1', '2-1-263', place.root, 'work.mjs']) expect(sent).not.toContain(raw);
  });

  test('in CI: its name, and whether it builds a pull request', async ({ place }) => {
    const env = {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_ACTOR: 'raw-actor',
    };
    const resource = await describeRun(place, { env });
    expect(resource).toMatchObject({ ci: 'github-actions', ciPr: 'yes' });
    expect(readFileSync(place.sinkFile, 'utf8')).not.toContain('raw-actor');
  });

  test.for([
    { said: `${PARENT}:scan`, nested: 'same-tool' },
    { said: `${PARENT}:other`, nested: 'other-tool' },
  ])('started by a run of $said: $nested', async ({ said, nested }, { place }) => {
    expect(await describeRun(place, { env: { OVERT_RUN: said } })).toMatchObject({ nested });
  });

  test('started in a container: its name', async ({ place }) => {
    expect(await describeRun(place, { env: { CODESPACES: 'true' } })).toMatchObject({
      container: 'codespaces',
    });
  });

  test('with tags: those of the author win, and what is no tag is counted', async ({ place }) => {
    const resource = await describeRun(place, {
      options: { tags: { channel: 'beta' } },
      env: { SCAN_TELEMETRY_TAGS: 'team=core,channel=stable,tool=x,me@example.com,site=Berlin' },
    });
    expect(resource).toMatchObject({
      tool: 'scan',
      'tag.tool': 'x',
      'tag.team': 'core',
      'tag.site': 'berlin',
    });
    expect(resource['tag.channel']).toBe('beta');
    expect(readMisuse(place)).toEqual({ invalid_tag: 1 });
  });

  test('at a terminal', async ({ place, skip }) => {
    const isThere = spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;
    if (!isThere) skip('there is no script(1) of util-linux');
    // It takes the command as one text; no path here has a blank.
    const command = `${process.execPath} ${import.meta.dirname}/../fixtures/work.mjs 0 3`;
    const run = { program: 'script', fixture: '/dev/null', nodeArgs: ['-qec', command], args: [] };
    expect(await describeRun(place, run)).toMatchObject({ tty: 'in+out+err' });
  });
});

describe('where the network is forbidden', () => {
  const env = { CODEX_SANDBOX_NETWORK_DISABLED: '1', CODEX_THREAD_ID: 'raw-thread-1' };

  test.for(['auto', 'detached', 'inline', 'background'])(
    'nothing is started in mode %s, and a later run delivers',
    async (mode, { place, skip }) => {
      const why = whyNoTrace();
      if (why !== undefined) skip(why);
      const options = { delivery: { mode, intervalMs: mode === 'background' ? 100 : 0 } };
      const effects = await traceEffects(place, { ...WORK, env, options });
      const beyond = effects.filter((call) => /^(socket|connect|sendto|fork|vfork|clone|execve)/.test(call));
      // Its own start.
      expect(beyond).toHaveLength(1);
      expect(readDelivered(place)).toEqual([]);

      await settle(place);
      const [first, ...others] = readDelivered(place);
      expect(others).toHaveLength(EVENTS);
      expect(first?.resource).toMatchObject({ agent: 'codex' });
      expect(readFileSync(place.sinkFile, 'utf8')).not.toContain('raw-thread-1');
    },
  );

  test('a crash starts nothing either', async ({ place }) => {
    await runUnchanged(place, { fixture: 'ends.mjs', args: ['throw', 'open'], env });
    expect(findCouriers(place.root)).toEqual([]);
    expect(readDelivered(place)).toEqual([]);
    await settle(place);
    expect(readDelivered(place).map(({ name }) => name)).toContain('crash');
  });

  test('flush says that the events wait, and close delivers nothing', async ({ place }) => {
    const tool = startRemote(place, { env });
    for (const n of [0, 1]) await tool.call('track', 'scan.step', { n });
    expect(await tool.call('flush')).toEqual({ outcome: 'pending', pending: 2 });
    await tool.call('close');
    expect(await tool.end()).toMatchObject({ code: 0, stderr: '' });
    expect(findCouriers(place.root)).toEqual([]);
    expect(readDelivered(place)).toEqual([]);
    await settle(place);
    expect(readDelivered(place)).toHaveLength(3);
  });
});
