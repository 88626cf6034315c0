import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createErrorCompletion } from '../../src/reports/complete-error.ts';
import { markProcess } from '../../src/spool/liveness.ts';
import type { ErrorNote, ErrorNotes, EventLine, HeaderLine } from '../../src/spool/run-file.ts';
import { testPlatform, type TestPlatform } from '../../src/testing/test-platform.ts';

/** A package in a folder of its own, with a user's home beside it. */
export type Package = { readonly root: string; readonly platform: TestPlatform };

/** Makes a package of these files. `below`: in which folder. */
export function makePackage(
  files: Readonly<Record<string, string>>,
  below = 'alice/lib/node_modules/scan',
): Package {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'overt-errors-')));
  onTestFinished(() => rmSync(top, { recursive: true }));
  const root = join(top, below);
  const whole = { 'package.json': '{"name":"scan","version":"1.0.0","type":"module"}', ...files };
  for (const [name, text] of Object.entries(whole)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  mkdirSync(join(top, 'home'));
  return { root, platform: testPlatform({ home: join(top, 'home') }) };
}

/** The notes of the errors that a program throws and prints, as a run would write them. */
export function catchNotes(file: string): ErrorNote[] {
  return JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' })) as ErrorNote[];
}

/** What a program appends to itself to print the notes of what `main()` throws. */
export const PRINT = `
function note(error, place) {
  const frames = error.stack.split('\\n').filter((line) => line.startsWith('    at ')).map((line) => line.slice(7));
  const own = { type: error.name, frames, ...(error.code && { code: error.code }), ...place };
  return [own, ...(error.cause ? note(error.cause, { parent: 0, relation: 'cause' }) : [])];
}
main().catch((error) => process.stdout.write(JSON.stringify(note(error))));
`;

export type Completed = Readonly<Record<'stack' | 'fingerprint' | 'reference' | 'debugIds', string>>;

/** What a courier makes of them. */
export function complete(
  { root, platform }: Package,
  notes: Partial<ErrorNotes>,
  more: { readonly header?: Partial<HeaderLine>; readonly event?: Partial<EventLine> } = {},
): Completed {
  const header: HeaderLine = {
    overt: 1,
    run: '01JD8Z7A1BCDEFGHJKMNPQRSTV',
    segment: 1,
    process: markProcess(platform),
    level: 'usage',
    source: 'variable',
    resource: { tool: 'scan', version: '1' },
    local: { program: process.execPath },
    ...more.header,
  };
  const local = { errors: [], root, ...notes };
  // Files were made a moment ago, after the test's clock stopped.
  const time = platform.now() + 60_000;
  const event: EventLine = { seq: 3, time, name: 'crash', level: 'errors', props: {}, local, ...more.event };
  return createErrorCompletion(platform)(header, event).props as Completed;
}
