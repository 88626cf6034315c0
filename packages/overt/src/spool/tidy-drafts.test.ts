import { mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeChoice } from '../consent/choice.ts';
import { passLimit } from '../limit/limit-file.ts';
import { attempt } from '../platform/attempt.ts';
import type { Platform } from '../platform/platform.ts';
import { testPlatform, type TestPlatform } from '../testing/test-platform.ts';
import { tidyDrafts } from './tidy-drafts.ts';

const HOUR_MS = 60 * 60 * 1000;
/** What a state folder holds that is no draft, however old it is. */
const NAMES =
  'ledger.json plan.json consent.json install-id salt-2026-11 install-id.spare1 courier-0.3.1.cjs lock';
const KEPT = NAMES.split(' ');

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'overt-drafts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A platform whose process is killed when a draft is to get its name. */
function killed(platform: Platform): Platform {
  const die = (): never => {
    throw new Error('killed');
  };
  return { ...platform, fs: { ...platform.fs, linkSync: die, renameSync: die, unlinkSync: die } };
}

function setAge(platform: TestPlatform, path: string, hours: number): void {
  const seconds = (platform.now() - hours * HOUR_MS) / 1000;
  utimesSync(path, seconds, seconds);
}

describe('drafts of processes that were killed', () => {
  it.each([
    [23, 1],
    [25, 0],
  ])('that are %i hours old: %i left', (hours, left) => {
    const home = makeFolder();
    const platform = testPlatform({ home });
    passLimit(killed(platform), home, ['scan.step', { everyMs: 1000 }]);
    const limits = join(home, 'limits');
    expect(readdirSync(limits)).toHaveLength(1);
    for (const name of readdirSync(limits)) setAge(platform, join(limits, name), hours);
    tidyDrafts(platform, home);
    expect(readdirSync(limits)).toHaveLength(left);
  });

  it('are all that is removed, however old the others are', () => {
    const home = makeFolder();
    const platform = testPlatform({ home });
    for (const name of KEPT) writeFileSync(join(home, name), '');
    const choice = { choice: 'usage', how: 'command', text: 1 } as const;
    attempt(() => writeChoice(killed(platform), home, choice));
    expect(readdirSync(home)).toHaveLength(KEPT.length + 1);
    for (const name of readdirSync(home)) setAge(platform, join(home, name), 1000);
    tidyDrafts(platform, home);
    expect(readdirSync(home)).toEqual(KEPT.toSorted());
  });

  it('are not looked for behind a link', () => {
    const [home, elsewhere] = [makeFolder(), makeFolder()];
    const platform = testPlatform({ home });
    const file = join(elsewhere, 'letter.1.2');
    writeFileSync(file, '');
    setAge(platform, file, 1000);
    symlinkSync(elsewhere, join(home, 'limits'));
    tidyDrafts(platform, home);
    expect(readdirSync(elsewhere)).toEqual(['letter.1.2']);
  });
});
