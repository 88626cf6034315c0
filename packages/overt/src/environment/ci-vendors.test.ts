import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { isCi, SILENT_CI } from './ci.ts';
import { CI_VENDORS, describeCi } from './ci-vendors.ts';
import { holds } from './rule.ts';

describe('isCi', () => {
  it.each([
    ['true', true],
    ['TRUE', true],
    ['1', true],
    ['woodpecker', true],
    ['yes', true],
    ['false', false],
    ['False', false],
    ['0', false],
    ['', false],
    [undefined, false],
  ])('with CI=%s is %s', (CI, answer) => {
    expect(isCi({ CI })).toBe(answer);
  });

  it.each(SILENT_CI)('sees %s', (variable) => {
    expect(isCi({ [variable]: 'x' })).toBe(true);
    expect(isCi({ [variable]: 'x', CI: '' })).toBe(true);
    expect(isCi({ [variable]: '' })).toBe(false);
    expect(isCi({ [variable]: 'false' })).toBe(false);
    expect(isCi({ [variable]: 'x', CI: 'false' })).toBe(false);
  });

  it('looks for what the table says', () => {
    const named = CI_VENDORS.flatMap(({ when }) => when.split(/[|+]/).map((part) => part.split('=')[0]));
    expect(named).toEqual(expect.arrayContaining([...SILENT_CI]));
  });
});

/** Whether `isCi` knows a server by its own variable. */
function isSilent(when: string): boolean {
  return SILENT_CI.some((name) => name in envFor(when));
}

/** Variables for which a rule holds by its first part. */
function envFor(rule: string): Record<string, string> {
  const parts = (rule.split('|')[0] ?? '').split('+');
  return Object.fromEntries(
    parts.map((part) => {
      const [, name = '', relation, wanted = ''] = /^(\w+)(=|!=|~)?(.*)$/.exec(part) ?? [];
      return [name, relation === '=' || relation === '~' ? wanted : 'x'];
    }),
  );
}

describe('a build server', () => {
  it.each(CI_VENDORS)('is $name when $when', ({ name, when, pullRequest }) => {
    const env = { ...(isSilent(when) ? {} : { CI: 'true' }), ...envFor(when) };
    const none = pullRequest === undefined ? {} : { ciPr: 'no' };
    expect(describeCi(env)).toEqual({ ci: name, ...none });
    const some = pullRequest === undefined ? {} : { ciPr: 'yes' };
    expect(describeCi({ ...env, ...envFor(pullRequest ?? 'X') })).toEqual({ ci: name, ...some });
  });

  it.each(CI_VENDORS)('is not $name without CI=true or a mark of its own', ({ when }) => {
    expect(describeCi({ ...envFor(when), CI: 'false' })).toEqual({});
    const setsCi = isSilent(when) || when.startsWith('CI=');
    expect('ci' in describeCi(envFor(when))).toBe(setsCi);
  });

  it('that nobody knows is other', () => {
    expect(describeCi({ CI: '1' })).toEqual({ ci: 'other' });
    expect(describeCi({})).toEqual({});
  });

  it('has one name, in the form of all names', () => {
    const names = CI_VENDORS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
  });
});

describe('a rule', () => {
  it.each([
    ['A', { A: '1' }, true],
    ['A', { A: '' }, false],
    ['A', {}, false],
    ['A=1', { A: '1' }, true],
    ['A=1', { A: '2' }, false],
    ['A!=1', { A: '2' }, true],
    ['A!=1', { A: '1' }, false],
    ['A!=1', {}, false],
    ['A~b', { A: 'abc' }, true],
    ['A~b', { A: 'ac' }, false],
    ['A+B', { A: '1', B: '1' }, true],
    ['A+B', { A: '1' }, false],
    ['A|B', { B: '1' }, true],
    ['A|B', {}, false],
  ])('%s for %o is %s', (rule, env, answer) => {
    expect(holds(env, rule)).toBe(answer);
  });
});

describe('ci-info', () => {
  type Vendor = { name: string; constant: string; env: unknown; pr?: unknown };
  type CiInfo = { isCI: boolean; name: string | null; isPR: boolean | null; [constant: string]: unknown };
  const require = createRequire(import.meta.url);
  const vendors = require('ci-info/vendors.json') as Vendor[];
  const before = { ...process.env };
  const setEnv = (env: Readonly<Record<string, string>>): void => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, env);
  };
  afterEach(() => setEnv(before as Record<string, string>));

  /** It reads the variables when it is loaded. */
  function ask(env: Readonly<Record<string, string>>): CiInfo {
    setEnv(env);
    delete require.cache[require.resolve('ci-info')];
    return require('ci-info') as CiInfo;
  }

  /** The variables that one of its rules wants. */
  function envOf(rule: unknown): Record<string, string> {
    if (typeof rule === 'string') return { [rule]: 'x' };
    if (Array.isArray(rule)) return Object.assign({}, ...rule.map(envOf)) as Record<string, string>;
    const { env, any, includes, ne, ...equal } = rule as Record<string, string> & { any?: string[] };
    if (env !== undefined) return { [env]: any?.[0] ?? includes ?? (ne === undefined ? 'x' : `not ${ne}`) };
    if (any?.[0] !== undefined) return { [any[0]]: 'x' };
    return equal;
  }

  /** Its names, where ours is not simply the same in the form of ours. */
  const OURS: Readonly<Record<string, string>> = {
    'agola-ci': 'agola',
    'expo-application-services': 'eas',
    'harness-ci': 'harness',
    'netlify-ci': 'netlify',
    'strider-cd': 'strider',
    'visual-studio-app-center': 'app-center',
  };
  const slugOf = (name: string): string => {
    const slug = name.toLowerCase().split(' ').join('-');
    return OURS[slug] ?? slug;
  };

  it.each(vendors)('agrees about $name', ({ name, env: rule, pr }) => {
    const env = { CI: 'true', ...envOf(rule) };
    const theirs = ask(env);
    expect([theirs.name, theirs.isCI]).toEqual([name, true]);
    expect(describeCi(env).ci).toBe(slugOf(name));
    if (pr === undefined) return;
    const pull = { ...env, ...envOf(pr) };
    expect(ask(pull).isPR).toBe(true);
    expect(describeCi(pull).ciPr).toBe('yes');
  });

  it('knows none that we do not', () => {
    const names = CI_VENDORS.map(({ name }) => name);
    for (const { name } of vendors) expect(names).toContain(slugOf(name));
  });
});
