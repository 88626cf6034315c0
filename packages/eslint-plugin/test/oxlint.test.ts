import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, writeCase } from './cases.ts';
import { processes } from './cases/processes.ts';
import { programs } from './cases/programs.ts';
import { threads } from './cases/threads.ts';

const ROOT = join(import.meta.dirname, '../../..');
const RULE = '@overt/covered-entry-points';
const cases = [...threads, ...processes, ...programs];
const folder = mkdtempSync(join(tmpdir(), 'overt-oxlint-'));
const found = new Map<string, string[]>();

/** One run of the real program over all cases; each has its options from the configuration. */
beforeAll(() => {
  const overrides = cases.map((one, index) => {
    const home = join(folder, 'cases', `case-${index}`);
    mkdirSync(home, { recursive: true });
    writeCase(home, one);
    return { files: [`cases/case-${index}/${fileOf(one)}`], rules: { [RULE]: ['error', one.options ?? {}] } };
  });
  const plugin = join(ROOT, 'packages/eslint-plugin/dist/index.js');
  const config = { jsPlugins: [plugin], categories: { correctness: 'off' }, overrides };
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify(config));
  for (const { filename, message } of lint()) found.set(filename, [...(found.get(filename) ?? []), message]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('oxlint', () => {
  it.each(cases.map((one, index) => ({ name: one.name, one, index })))('$name', ({ one, index }) => {
    const messages = found.get(`cases/case-${index}/${fileOf(one)}`) ?? [];
    // Both as one text, so that a failure shows what was said.
    expect(messages).toEqual((one.says ?? []).map((part) => expect.stringContaining(part)));
  });
});

function lint(): readonly { readonly filename: string; readonly message: string }[] {
  const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint');
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format', 'json', 'cases'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics, number_of_files: looked } = JSON.parse(stdout) as {
    diagnostics: { filename: string; message: string; code: string }[];
    number_of_files: number;
  };
  // A configuration that is not understood, or a plugin that throws, must not look like cases without findings.
  expect(stderr).toBe('');
  expect(looked).toBeGreaterThanOrEqual(cases.length);
  for (const { code } of diagnostics) expect(code).toBe('@overt(covered-entry-points)');
  return diagnostics;
}
