import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint, RuleTester, type Rule } from 'eslint';
import { RuleTester as RuleTester9 } from 'eslint-9';
import { afterAll, describe, expect, it } from 'vitest';
import plugin, { rules } from '../src/index.ts';
import { fileOf, writeCase, type Case } from './cases.ts';
import { processes } from './cases/processes.ts';
import { programs } from './cases/programs.ts';
import { threads } from './cases/threads.ts';

const RULE = 'covered-entry-points';
const folder = mkdtempSync(join(tmpdir(), 'overt-eslint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cases = [...threads, ...processes, ...programs].filter(({ oxlintOnly }) => oxlintOnly !== true);
// What a user's eslint.config.ts needs: the plugin is one of ESLint's.
const rule: Rule.RuleModule = (plugin satisfies ESLint.Plugin).rules[RULE];

for (const [version, Tester] of [
  ['10', RuleTester],
  ['9', RuleTester9],
] as const) {
  describe(`ESLint ${version}`, () => {
    Object.assign(Tester, { describe, it, itOnly: it.only });
    const written = cases.map((one, index) => write(one, join(folder, version, `case-${index}`)));
    new Tester().run(RULE, rule as never, {
      valid: written.filter(({ errors }) => errors.length === 0).map(({ valid }) => valid),
      invalid: written
        .filter(({ errors }) => errors.length > 0)
        .map(({ valid, errors }) => ({ ...valid, errors })),
    });
  });
}

it('configs.recommended is all that a configuration needs', async () => {
  const home = join(folder, 'recommended');
  const one = cases.find(({ name }) => name === 'a worker without the line');
  if (one === undefined) throw new Error('There is no such case.');
  writeCase(home, one);
  const eslint = new ESLint({
    cwd: home,
    overrideConfigFile: true,
    baseConfig: [plugin.configs.recommended],
  });
  const [result] = await eslint.lintFiles([fileOf(one)]);
  expect(result?.messages).toMatchObject([{ ruleId: '@overt/covered-entry-points', severity: 2, line: 2 }]);
});

it('each message is shown by a case', () => {
  const said = cases.flatMap(({ says = [] }) => says).join('\n');
  expect(Object.keys(rules[RULE].meta.messages)).toHaveLength(4);
  for (const part of ['Make this its first line', 'Put it in a file', '(agora)', 'and whether'])
    expect(said).toContain(part);
});

function write(one: Case, home: string) {
  mkdirSync(home, { recursive: true });
  writeCase(home, one);
  const isModule = one.manifest?.['type'] !== 'commonjs';
  const valid = {
    name: one.name,
    filename: join(home, fileOf(one)),
    code: one.code,
    options: one.options === undefined ? [] : [one.options],
    languageOptions: { sourceType: isModule ? ('module' as const) : ('commonjs' as const) },
  };
  return { valid, errors: (one.says ?? []).map((part) => ({ message: new RegExp(escaped(part), 'u') })) };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
