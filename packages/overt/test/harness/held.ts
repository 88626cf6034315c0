import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Crashes } from 'overt';
import { askCommand } from './command.ts';
import type { Place } from './place.ts';
import type { ToolRun } from './run-tool.ts';
import type { FixtureOptions } from './settings.ts';

/** A tool whose user has not decided, and is to be asked about each crash. */
export const UNDECIDED: FixtureOptions = { consent: { default: 'off' }, errors: { ask: true } };

/** A run of it that comes to the end that it is told (fixtures/fails.mjs). */
export function failAt(end: string, options: FixtureOptions = UNDECIDED): ToolRun {
  return { fixture: 'fails.mjs', args: [end], options, env: { FIXTURE_PROGRESS: '' } };
}

/** The names of the reports that are held, oldest first. */
export function listHeld({ spool }: Place): string[] {
  const held = join(spool, 'held');
  if (!existsSync(held)) return [];
  return readdirSync(held)
    .filter((name) => name !== 'asked')
    .toSorted();
}

/** What `crashes` says. */
export async function listReports(
  place: Place,
  options: FixtureOptions = UNDECIDED,
): Promise<Crashes['reports']> {
  return (await askCommand<Crashes>(place, ['crashes'], { options })).reports;
}
