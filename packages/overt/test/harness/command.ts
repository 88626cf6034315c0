import { expect } from 'vitest';
import type { Place } from './place.ts';
import { runTool, type Ended, type ToolRun } from './run-tool.ts';

/** Runs `scan telemetry …`. Its tool asks its users first, so that nothing is on unless a test says so. */
export function runCommand(
  place: Place,
  args: readonly string[],
  { options, ...run }: Partial<ToolRun> = {},
): Promise<Ended> {
  const consent = { default: 'ask', ...options?.consent };
  return runTool(place, { ...run, fixture: 'command.mjs', args, options: { ...options, consent } });
}

/** Runs a command with `--json`, and answers what it said. What it prints is one document, and nothing else. */
export async function askCommand<Answer>(
  place: Place,
  args: readonly string[],
  run: Partial<ToolRun> = {},
): Promise<Answer & { readonly code: number | null }> {
  const { code, stdout } = await runCommand(place, [...args, '--json'], run);
  return { ...(JSON.parse(stdout) as Answer), code };
}

/** What can be compared of a command that has ended. */
export function said({ code, stdout, stderr }: Ended): Pick<Ended, 'code' | 'stdout' | 'stderr'> {
  return { code, stdout, stderr };
}

/** Expects that a command did what it was told, and answers its text. */
export async function succeed(
  place: Place,
  args: readonly string[],
  run: Partial<ToolRun> = {},
): Promise<string> {
  const ended = await runCommand(place, args, run);
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
  return ended.stdout;
}
