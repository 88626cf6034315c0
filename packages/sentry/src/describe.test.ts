import { noop } from 'overt';
import { describe as suite, expect, it } from 'vitest';
import { dsnFromString, dsnToString } from '@sentry/core';
import manifest from '../package.json' with { type: 'json' };
import { sentry } from './index.ts';
import { SDK } from './sdk.ts';

/** As a tool without types may write it. */
const UNSAID: object = { level: undefined, only: undefined, except: undefined, sample: undefined };

const KEY = '0123456789abcdef0123456789abcdef';

suite('sentry()', () => {
  it.each([undefined, ''])('with the DSN %j sends nothing, whatever the variables say', (dsn) => {
    process.env['SENTRY_DSN'] = `https://${KEY}@o1.ingest.sentry.io/7`;
    expect(sentry({ dsn })).toEqual(noop({ name: 'sentry:nowhere' }));
    expect(sentry({ dsn, name: 'crashes' })).toEqual(noop({ name: 'crashes' }));
    delete process.env['SENTRY_DSN'];
  });

  it.each([
    [`https://${KEY}@o1.ingest.us.sentry.io/4501`, 'o1.ingest.us.sentry.io/4501'],
    [`http://${KEY}@127.0.0.1:9000/7`, '127.0.0.1:9000/7'],
    [`https://${KEY}@errors.example.com/sentry/deep/7`, 'errors.example.com/sentry/deep/7'],
    [`https://${KEY}:secret@errors.example.com/7`, 'errors.example.com/7'],
    [`https://${KEY}@[::1]:9000/7`, '[::1]:9000/7'],
  ])('takes %s', (dsn, place) => {
    const { kind, name, options } = sentry({ dsn });
    expect({ kind, name }).toEqual({ kind: 'module', name: `sentry:${place}` });
    expect(options['url']).toBe(`${new URL(dsn).protocol}//${place}`);
    // As Sentry's own SDK reads it, without the secret that was once part of it.
    const parts = dsnFromString(dsn);
    expect(options['dsn']).toBe(parts && dsnToString(parts));
    expect(JSON.stringify(options)).not.toContain('secret');
  });

  it.each([
    { dsn: `https://${KEY}@sentry.io` },
    { dsn: `https://${KEY}@sentry.io/project` },
    { dsn: `ftp://${KEY}@sentry.io/7` },
    { dsn: `${KEY}@sentry.io/7` },
    { dsn: 'https://sentry.io/7' },
    { dsn: `https://${KEY}@sentry.io/7?key=${KEY}` },
    { dsn: `https://${KEY}@sentry.io/7`, tunnel: 'nowhere' },
    { dsn: `https://${KEY}@sentry.io/7`, tunnel: 'ftp://example.com/' },
    { dsn: `https://${KEY}@sentry.io/7`, release: 'a/b' },
    { dsn: `https://${KEY}@sentry.io/7`, release: '' },
    { dsn: `https://${KEY}@sentry.io/7`, sessions: 'yes' as unknown as boolean },
    { dsn: `https://${KEY}@sentry.io/7`, name: '' },
    { dsn: 7 as unknown as string },
    { dsn: { toString: () => KEY } as unknown as string },
  ])('refuses %o, and does not say the key', (options) => {
    let thrown: unknown;
    try {
      sentry(options);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'OVERT_INVALID_OPTION' });
    expect(String(thrown)).not.toContain(KEY);
  });

  it.each([
    [undefined, true],
    [{}, true],
    [{ level: 'full', except: [], sample: 1 }, true],
    [UNSAID, true],
    [{ level: 'errors' }, false],
    [{ level: 'usage' }, false],
    [{ only: ['crash', 'error'] }, false],
    [{ except: ['update.*'] }, false],
    [{ sample: 0.1 }, false],
  ] as const)(
    'with the filter %o, whether it tells of runs is %j, unless the author says so',
    (filter, told) => {
      const dsn = `https://${KEY}@sentry.io/7`;
      expect(sentry({ dsn, filter }).options['sessions']).toBe(told);
      for (const sessions of [true, false])
        expect(sentry({ dsn, filter, sessions }).options['sessions']).toBe(sessions);
    },
  );

  it('refuses a filter that is none', () => {
    const filter = null as unknown as NonNullable<Parameters<typeof sentry>[0]['filter']>;
    expect(() => sentry({ dsn: `https://${KEY}@sentry.io/7`, filter })).toThrow('`filter` option');
  });

  it('calls itself by the version that it has', () => {
    expect(SDK.version).toBe(manifest.version);
  });
});
