import { noop } from 'overt';
import { describe as suite, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { posthog } from './index.ts';
import { LIB } from './lib.ts';

const KEY = 'phc_0123456789abcdefghijABCDEFGHIJ';

suite('posthog()', () => {
  it.each([{}, { key: undefined }, { key: '' }, { key: KEY, host: '' }, { host: 'https://ph.example.com' }])(
    'with %o sends nothing, whatever the variables say',
    (options) => {
      process.env['POSTHOG_API_KEY'] = KEY;
      process.env['POSTHOG_HOST'] = 'https://elsewhere.example.com';
      expect(posthog(options)).toEqual(noop({ name: 'posthog:nowhere' }));
      expect(posthog({ ...options, name: 'events' })).toEqual(noop({ name: 'events' }));
      delete process.env['POSTHOG_API_KEY'];
      delete process.env['POSTHOG_HOST'];
    },
  );

  it.each([
    [{}, 'us.i.posthog.com', 'https://us.i.posthog.com/batch/'],
    [{ region: 'us' }, 'us.i.posthog.com', 'https://us.i.posthog.com/batch/'],
    [{ region: 'eu' }, 'eu.i.posthog.com', 'https://eu.i.posthog.com/batch/'],
    [{ host: 'https://ph.example.com' }, 'ph.example.com', 'https://ph.example.com/batch/'],
    [{ host: 'https://ph.example.com/' }, 'ph.example.com', 'https://ph.example.com/batch/'],
    [{ host: 'http://127.0.0.1:8000//' }, '127.0.0.1:8000', 'http://127.0.0.1:8000/batch/'],
    [{ host: 'https://example.com/ph/in' }, 'example.com/ph/in', 'https://example.com/ph/in/batch/'],
    [{ host: 'https://example.com/ph/in/' }, 'example.com/ph/in', 'https://example.com/ph/in/batch/'],
  ] as const)('%o is %s', (where, place, url) => {
    const { kind, name, options } = posthog({ key: KEY, ...where });
    expect({ kind, name, options }).toEqual({
      kind: 'module',
      name: `posthog:${place}`,
      options: { url, key: KEY },
    });
  });

  it('passes on what every sink may be given', () => {
    const filter = { level: 'usage' } as const;
    expect(posthog({ key: KEY, name: 'mine', filter })).toMatchObject({ name: 'mine', filter });
  });

  it.each([
    { key: `phx_${KEY}` },
    { key: `phs_${KEY}` },
    { key: `${KEY} ` },
    { key: KEY.repeat(3) },
    { key: 7 as unknown as string },
    { key: { toString: () => KEY } as unknown as string },
    { key: KEY, region: 'ap' as 'eu' },
    { key: KEY, region: 'toString' as 'eu' },
    { key: KEY, region: 'eu', host: 'https://ph.example.com' } as const,
    { key: KEY, host: 'ph.example.com' },
    { key: KEY, host: 'ftp://ph.example.com' },
    { key: KEY, host: `https://${KEY}@ph.example.com` },
    { key: KEY, host: `https://ph.example.com/?token=${KEY}` },
    { key: KEY, host: 7 as unknown as string },
    { key: KEY, name: '' },
    { key: KEY, filter: { sample: 2 } },
  ])('refuses %o, and does not say the key', (options) => {
    let thrown: unknown;
    try {
      posthog(options);
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
