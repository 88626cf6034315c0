import { noop } from 'overt';
import { describe as suite, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { datadog, type DatadogOptions } from './index.ts';
import { LIB } from './lib.ts';
import { SITES } from './sites.ts';

const KEY = '0123456789abcdef0123456789abcdef';

suite('datadog()', () => {
  it.each([{}, { key: undefined }, { key: '' }, { key: KEY, url: '' }, { site: 'datadoghq.eu' } as const])(
    'with %o sends nothing, whatever the variables say',
    (options) => {
      process.env['DD_API_KEY'] = KEY;
      process.env['DD_SITE'] = 'us5.datadoghq.com';
      expect(datadog(options)).toEqual(noop({ name: 'datadog:nowhere' }));
      expect(datadog({ ...options, name: 'logs' })).toEqual(noop({ name: 'logs' }));
      delete process.env['DD_API_KEY'];
      delete process.env['DD_SITE'];
    },
  );

  it.each(SITES)('knows the intake of %s', (site) => {
    const { name, options } = datadog({ key: KEY, site });
    expect(name).toBe(`datadog:${site}`);
    expect(options['url']).toBe(`https://http-intake.logs.${site}/api/v2/logs`);
  });

  it('is told all that the courier needs, and no more', () => {
    expect(datadog({ key: KEY }).options).toEqual({
      url: 'https://http-intake.logs.datadoghq.com/api/v2/logs',
      key: KEY,
      source: 'nodejs',
      tags: [],
    });
    const tags = { team: 'Core Tools', 'git.repository_url': 'github.com/a/b' };
    const given = {
      key: `pub${KEY}`,
      url: 'http://127.0.0.1:8282/in?x=1',
      service: 'scan-cli',
      source: 'scan',
      tags,
    };
    const { name, options } = datadog(given);
    expect(name).toBe('datadog:127.0.0.1:8282/in');
    expect(options).toEqual({ ...given, tags: ['team:core_tools', 'git.repository_url:github.com/a/b'] });
  });

  it('takes a tag that is undefined for one that was not given', () => {
    const tags = { team: 'core', site: undefined } as unknown as NonNullable<DatadogOptions['tags']>;
    expect(datadog({ key: KEY, tags })).toEqual(datadog({ key: KEY, tags: { team: 'core' } }));
  });

  it.each([
    { key: `${KEY}0` },
    { key: KEY.replace('0', 'g') },
    { key: 7 },
    { key: { toString: () => KEY } },
    { key: KEY, site: 'datadoghq.org' },
    { key: KEY, site: `datadoghq.com/${KEY}` },
    { key: KEY, site: 'datadoghq.eu', url: 'https://logs.example.com/' },
    { key: KEY, url: 'logs.example.com' },
    { key: KEY, url: `https://${KEY}@logs.example.com/` },
    { key: KEY, url: 'https://logs.example.com/#x' },
    { key: KEY, service: '' },
    { key: KEY, service: 'a service' },
    { key: KEY, source: 7 },
    { key: KEY, tags: 'env:prod' },
    { key: KEY, tags: null },
    { key: KEY, tags: { team: 7 } },
    { key: KEY, tags: { '1team': 'core' } },
    { key: KEY, tags: { team: '' } },
    { key: KEY, name: '' },
    { key: KEY, filter: { level: 'all' } },
  ])('refuses %o, and does not say the key', (options) => {
    let thrown: unknown;
    try {
      datadog(options as DatadogOptions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'OVERT_INVALID_OPTION' });
    expect(String(thrown)).not.toContain(KEY);
  });

  it('calls itself by the version that it has', () => {
    expect(LIB.version).toBe(manifest.version);
  });
});
