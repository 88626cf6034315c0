import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LONG } from '../../environment/marks.ts';
import { hashLocally } from '../../identity/hash-locally.ts';
import { markProcess } from '../../spool/liveness.ts';
import type { HeaderLine } from '../../spool/run-file.ts';
import { testPlatform } from '../../testing/test-platform.ts';
import { completeResource, type CompletionPlace } from './complete-resource.ts';

function makePlace(): CompletionPlace {
  const folder = mkdtempSync(join(tmpdir(), 'overt-complete-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const platform = testPlatform({ home: folder });
  return { platform, folder, hash: (_, value) => hashLocally(platform, join(folder, 'salt'), value) };
}

function makeHeader(more: Partial<HeaderLine> = {}): HeaderLine {
  return {
    overt: 1,
    run: '01JD8Z7A1BCDEFGHJKMNPQRSTV',
    segment: 1,
    process: { pid: 1, start: '', host: '' },
    level: 'usage',
    source: 'variable',
    resource: { tool: 'scan', version: '1' },
    ...more,
  };
}

const CLAUDE = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'raw-session-1' };

describe('an agent', () => {
  it('is named, and its conversation leaves as a hash with the salt of the folder', () => {
    const [place, other] = [makePlace(), makePlace()];
    const header = makeHeader({ local: { marks: CLAUDE } });
    const resource = completeResource(place, header);
    expect(resource['agent']).toBe('claude-code');
    expect(resource['agentSession']).toMatch(/^[0-9a-f]{16}$/);
    expect(completeResource(place, header)).toEqual(resource);
    expect(completeResource(other, header)['agentSession']).not.toEqual(resource['agentSession']);
    expect(JSON.stringify(resource)).not.toContain('raw-session-1');
    expect(readFileSync(join(place.folder, 'salt'), 'utf8').trim()).toMatch(/^[0-9a-f]{32}$/);
  });

  it('has no conversation where no salt can be kept, or where its id was too long to be noted', () => {
    const place = makePlace();
    const long = { ...CLAUDE, CLAUDE_CODE_SESSION_ID: LONG };
    expect(completeResource(place, makeHeader({ local: { marks: long } }))).not.toHaveProperty(
      'agentSession',
    );
    writeFileSync(join(place.folder, 'salt'), '{"format":2}', { mode: 0o600 });
    const resource = completeResource(place, makeHeader({ local: { marks: CLAUDE } }));
    expect(resource).toMatchObject({ agent: 'claude-code' });
    expect(resource).not.toHaveProperty('agentSession');
  });

  it.each([
    [undefined],
    [{}],
    [{ marks: {} }],
    [{ marks: { CLAUDECODE: 1 } }],
    [{ marks: 'CLAUDECODE' }],
    ['x'],
    [null],
  ])('is not in local %o', (local) => {
    const resource = completeResource(makePlace(), makeHeader({ local: local as never }));
    expect(resource).not.toHaveProperty('agent');
  });
});

describe('a machine of Devin', () => {
  it('is told by a folder, if the run was there', () => {
    const { platform, ...others } = makePlace();
    const existsSync = (path: unknown): boolean => path === '/opt/.devin';
    const place = { ...others, platform: { ...platform, fs: { ...platform.fs, existsSync } } };
    const here = markProcess(platform);
    expect(completeResource(place, makeHeader({ process: here }))).toMatchObject({ agent: 'devin' });
    expect(completeResource(makePlace(), makeHeader({ process: here }))).not.toHaveProperty('agent');
    const under = makeHeader({ process: here, local: { marks: { CRUSH: '1' } } });
    expect(completeResource(place, under)).toMatchObject({ agent: 'crush' });
  });
});

describe('a container', () => {
  it('is what the variables name, whatever the files are', () => {
    const header = makeHeader({ local: { marks: { CODESPACES: 'true' } } });
    expect(completeResource(makePlace(), header)).toMatchObject({ container: 'codespaces' });
  });
});

describe('a run of another host', () => {
  it.skipIf(process.platform !== 'linux')('is told by its paths and marks only', () => {
    const place = makePlace();
    writeFileSync(join(place.folder, 'scan'), '');
    const script = join(place.folder, 'scan');
    writeFileSync(join(place.folder, 'scan.install.json'), receiptOf(realpathSync(script)));
    const local = { program: '/usr/bin/node', script };
    const here = markProcess(place.platform);
    expect(completeResource(place, makeHeader({ local, process: here }))).toMatchObject({
      installMethod: 'installer',
    });
    const there = completeResource(place, makeHeader({ local, process: { ...here, host: 'elsewhere' } }));
    expect(there).toEqual({ tool: 'scan', version: '1', startedBy: 'program', installMethod: 'unknown' });
  });
});

function receiptOf(installPath: string): string {
  return JSON.stringify({ schemaVersion: 1, tool: 'scan', installMethod: 'installer', installPath });
}

it('replaces nothing that the run says of itself', () => {
  const resource = {
    tool: 'scan',
    version: '1',
    agent: 'mine',
    agentSession: 'mine',
    container: 'x',
    distro: 'x',
    startedBy: 'daemon',
  };
  expect(completeResource(makePlace(), makeHeader({ resource, local: { marks: CLAUDE } }))).toEqual(resource);
});
