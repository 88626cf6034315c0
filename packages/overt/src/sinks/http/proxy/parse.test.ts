import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeProxy, parseProxy, type Proxy } from './parse.ts';

const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

describe('what a variable says of a proxy', () => {
  it.each<[string, Partial<Proxy>]>([
    ['http://proxy:3128', { secure: false, host: 'proxy', port: 3128, login: undefined }],
    ['HTTP://Proxy:3128/', { secure: false, host: 'proxy', port: 3128 }],
    ['http://proxy', { port: 80 }],
    ['https://proxy', { secure: true, port: 443 }],
    ['proxy:3128', { secure: false, host: 'proxy', port: 3128 }],
    ['proxy', { host: 'proxy', port: 80 }],
    ['10.0.0.1:8080', { host: '10.0.0.1', port: 8080 }],
    ['http://[fd00::1]:3128', { host: '[fd00::1]', port: 3128 }],
    ['[fd00::1]:3128', { host: '[fd00::1]', port: 3128 }],
    ['http://me:secret@proxy:3128', { host: 'proxy', login: basic('me:secret') }],
    ['me:secret@proxy:3128', { host: 'proxy', login: basic('me:secret') }],
    ['http://me@proxy', { login: basic('me:') }],
    ['http://me:p%40ss%2Fw%3Ard@proxy', { login: basic('me:p@ss/w:rd') }],
    ['http://me:p@ss@proxy', { host: 'proxy', login: basic('me:p@ss') }],
    ['http://me:100%@proxy', { login: basic('me:100%') }],
    ['http://me:%FF@proxy', { login: `Basic ${Buffer.from('me:\u00ff', 'latin1').toString('base64')}` }],
    ['http://mé:ü@proxy', { login: basic('mé:ü') }],
  ])('%s', (text, proxy) => expect(parseProxy(text)).toMatchObject(proxy));

  it.each([
    ['socks5://proxy:1080', 'proxy_unsupported'],
    ['socks4a://proxy', 'proxy_unsupported'],
    ['socks5h://me:secret@proxy', 'proxy_unsupported'],
    ['ftp://proxy', 'proxy_unsupported'],
    ['http://', 'proxy_malformed'],
    ['http://proxy:port', 'proxy_malformed'],
    ['http://proxy:99999', 'proxy_malformed'],
    ['http://proxy:0', 'proxy_malformed'],
    ['http://me:12/34@proxy:3128', 'proxy_malformed'],
    ['http://me:12#34@proxy:3128', 'proxy_malformed'],
    ['http://me:12?34@proxy:3128', 'proxy_malformed'],
    ['http://a b', 'proxy_malformed'],
    ['://proxy', 'proxy_malformed'],
  ])('%s: %s', (text, why) => expect(parseProxy(text)).toBe(why));

  it('keeps any login that is escaped, and tells nobody', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(word, word, (user, password) => {
        const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
        const proxy = parseProxy(`http://${login}@proxy:3128`);
        expect(proxy).toMatchObject({ host: 'proxy', port: 3128, login: basic(`${user}:${password}`) });
        expect(describeProxy(proxy as Proxy)).toBe('proxy:3128');
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('htp:/@[]%.,*#? \t019afxé\0\ud800')) }),
        (text) => {
          expect(['string', 'object']).toContain(typeof parseProxy(text));
        },
      ),
    );
  });
});
