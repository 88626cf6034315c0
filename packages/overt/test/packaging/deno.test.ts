import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { whyNoTerminal } from '../harness/terminal.ts';
import { FIXTURES } from '../harness/run-tool.ts';
import type { Place } from '../harness/place.ts';
import { test } from '../harness/test.ts';
import { PROGRAMS, whyNot } from './programs.ts';
import { runTally, type TallyEnded } from './run-tally.ts';
import { installOvert } from './tally.ts';

/** What is typed and set besides. */
type More = { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> };

const NEEDED = ['env', 'read', 'write', 'sys', 'net', 'run'] as const;

const it = test.extend('deno', async ({ place, task }) => {
  const reason = whyNot('deno') ?? whyNoTerminal();
  if (reason !== undefined) task.context.skip(`Deno at a terminal is not tested: ${reason}.`);
  const app = join(place.root, 'app');
  installOvert(app);
  // Deno looks for packages where one says that it depends on them.
  const described = { name: 'scan', version: '1.2.3', type: 'module', dependencies: { overt: '*' } };
  writeFileSync(join(app, 'package.json'), JSON.stringify(described));
  for (const name of ['deno.mjs', 'deno-worker.mjs']) cpSync(join(FIXTURES, name), join(app, name));
  return (name: string, allowed: readonly string[], more: More = {}) =>
    atTerminal(place, [join(app, name), ...(more.args ?? [])], [allowed, more.env ?? {}]);
});

describe('where Deno was not given leave for', () => {
  it.for(['anything', ...NEEDED])(
    '%s, nobody is asked and nothing is touched',
    async (missing, { deno, place }) => {
      const allowed = missing === 'anything' ? [] : NEEDED.filter((one) => one !== missing);
      const { code, stdout } = await deno('deno.mjs', allowed);
      expect(stdout).not.toContain('requests');
      expect(stdout).toMatch(/^off Deno may not read variables and files/);
      expect(stdout).toContain('off false');
      expect(stdout).toMatch(/done\s+$/);
      expect(code).toBe(0);
      expect(readdirSync(place.state)).toEqual([]);
      expect(readdirSync(place.temp)).toEqual([]);
    },
  );

  it('half of the variables, it is as without any', async ({ deno, place }) => {
    const { stdout } = await deno('deno.mjs', [...NEEDED.slice(1), 'env=HOME,PATH']);
    expect(stdout).toMatch(/^off Deno may not/);
    expect(stdout).not.toContain('requests');
    expect(readdirSync(place.state)).toEqual([]);
  });

  it('variables, overt/worker asks nobody', async ({ deno }) => {
    expect(await deno('deno-worker.mjs', [])).toMatchObject({ code: 0, stdout: 'done\r\n' });
  });

  it.for(NEEDED)('%s, a crash of what a tool has started asks nobody either', async (missing, { deno }) => {
    const allowed = NEEDED.filter((one) => one !== missing);
    const env = { OVERT_RUN: '01ARZ3NDEKTSV4RRFFQ69G5FAV:scan' };
    const { code, stdout } = await deno('deno-worker.mjs', allowed, { env, args: ['throw'] });
    expect(stdout).not.toContain('requests');
    expect(stdout).toContain('TypeError: on purpose');
    expect(code).toBe(1);
  });
});

it('with leave for all that is needed and no more, telemetry is on', async ({ deno, place }) => {
  const { code, stdout } = await deno('deno.mjs', NEEDED);
  expect(stdout).not.toContain('requests');
  expect(stdout).toMatch(/^usage /);
  expect(code).toBe(0);
  expect(readdirSync(place.state)).toEqual(['scan']);
});

/** Where a question of Deno's could be seen, and would be waited for. */
function atTerminal(
  place: Place,
  typed: readonly string[],
  [allowed, env]: readonly [readonly string[], Readonly<Record<string, string>>],
): Promise<TallyEnded> {
  const words = [PROGRAMS.deno, 'run', ...allowed.map((name) => `--allow-${name}`), ...typed];
  const command = words.map((word) => `'${word}'`).join(' ');
  return runTally(place, ['timeout', '20', 'script', '-qefc', `exec ${command}`, '/dev/null'], env);
}
