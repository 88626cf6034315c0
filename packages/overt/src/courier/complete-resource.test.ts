import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HeaderLine } from '../spool/run-file.ts';
import { testPlatform } from '../testing/test-platform.ts';
import { completeResource, type CompletionPlace } from './complete-resource.ts';

function makePlace(): CompletionPlace {
  const folder = mkdtempSync(join(tmpdir(), 'overt-complete-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { platform: testPlatform({ home: folder }), folder };
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

describe('the conversation of an agent', () => {
  it('leaves as a hash with the salt of the folder', () => {
    const [place, other] = [makePlace(), makePlace()];
    const header = makeHeader({ local: { agentSession: 'raw-session-1' } });
    const resource = completeResource(place, header);
    expect(resource['agentSession']).toMatch(/^[0-9a-f]{16}$/);
    expect(completeResource(place, header)).toEqual(resource);
    expect(completeResource(other, header)).not.toEqual(resource);
    expect(JSON.stringify(resource)).not.toContain('raw-session-1');
    expect(readFileSync(join(place.folder, 'salt'), 'utf8').trim()).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is left out where no salt can be kept', () => {
    const place = makePlace();
    writeFileSync(join(place.folder, 'salt'), 'damaged', { mode: 0o600 });
    const resource = completeResource(place, makeHeader({ local: { agentSession: 'raw-session-1' } }));
    expect(resource).not.toHaveProperty('agentSession');
  });

  it.each([[undefined], [{}], [{ agentSession: '' }], [{ agentSession: 1 }], ['text'], [null]])(
    'is left out of local %o',
    (local) => {
      const resource = completeResource(makePlace(), makeHeader({ local: local as never }));
      expect(resource).not.toHaveProperty('agentSession');
    },
  );
});

it('replaces nothing that the run says of itself', () => {
  const resource = { tool: 'scan', version: '1', agentSession: 'mine' };
  const header = makeHeader({ resource, local: { agentSession: 'raw-session-1' } });
  expect(completeResource(makePlace(), header)).toEqual(resource);
});
