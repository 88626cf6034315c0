import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { atEachStep } from '../../../test/harness/overtaken.ts';
import { openSpool, PLAN } from '../../../test/harness/written-spool.ts';
import { resetIds } from '../../identity/ids.ts';
import { makeSecret } from '../../identity/make-secret.ts';
import type { Platform } from '../../platform/platform.ts';
import { markProcess } from '../../spool/liveness.ts';
import type { HeaderLine } from '../../spool/run-file.ts';
import { createRunId } from '../../spool/run-id.ts';
import { createCompletion } from './complete-run.ts';

const { signal } = new AbortController();
const plan = { ...PLAN, identity: 'install', project: 'local' } as const;

function makeProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'overt-project-'));
  onTestFinished(() => rmSync(project, { recursive: true }));
  writeFileSync(join(project, 'package.json'), '{}');
  return project;
}

/** The head of a run that starts now, with the id of now. */
function startRun(platform: Platform, folder: string, more: Partial<HeaderLine>): HeaderLine {
  const install = makeSecret(platform, join(folder, 'install-id')) ?? '';
  return {
    overt: 1,
    run: createRunId(platform),
    segment: 1,
    process: markProcess(platform),
    level: 'full',
    source: 'choice',
    resource: { tool: 'test-tool', version: '1.0.0', install },
    ...more,
  };
}

it('a reset while a run is completed ties no old id to the new one', async () => {
  const local = { project: makeProject(), marks: { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'session' } };
  await atEachStep(() => {
    const { platform, folder } = openSpool();
    const old = startRun(platform, folder, { local });
    let next: HeaderLine | undefined;
    const completed: HeaderLine[] = [];
    return {
      platform,
      act: async (overtaken) => {
        const complete = createCompletion(overtaken, folder, { plan, signal });
        completed.push(await complete(old));
        // What started after a reset may be there before this courier is done.
        if (next !== undefined) completed.push(await complete(next));
      },
      other: () => {
        platform.clock.advance(1);
        resetIds(platform, [folder]);
        platform.clock.advance(1);
        next = startRun(platform, folder, { local, parent: old.run });
      },
      check: () => {
        const [one, other] = completed;
        if (other === undefined) return;
        expect(other.resource).toMatchObject({
          project: expect.any(String),
          agentSession: expect.any(String),
        });
        expect(other.resource['install']).not.toBe(one?.resource['install']);
        expect(one?.resource['project']).not.toBe(other.resource['project']);
        expect(one?.resource['agentSession']).not.toBe(other.resource['agentSession']);
        expect(other.parent).toBeUndefined();
      },
    };
  });
});
