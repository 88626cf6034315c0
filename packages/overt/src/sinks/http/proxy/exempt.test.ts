import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExempt } from './exempt.ts';

describe('NO_PROXY', () => {
  it.each([
    ['*', 'https://example.com/'],
    ['other.org, *', 'https://example.com/'],
    ['example.com', 'https://example.com/'],
    ['example.com', 'https://a.b.example.com/'],
    ['.example.com', 'https://a.example.com/'],
    ['.example.com', 'https://example.com/'],
    ['*.example.com', 'https://a.example.com/'],
    ['EXAMPLE.com', 'https://example.COM/'],
    ['example.com.', 'https://example.com/'],
    ['example.com', 'https://example.com./'],
    ['bücher.example', 'https://bücher.example/'],
    ['a.org,example.com', 'https://example.com/'],
    ['a.org  example.com\tb.org', 'https://example.com/'],
    ['example.com:443', 'https://example.com/'],
    ['example.com:80', 'http://example.com/'],
    ['example.com:8443', 'https://example.com:8443/'],
    ['localhost', 'http://localhost:8080/'],
    ['127.0.0.1', 'http://127.0.0.1:8080/'],
    ['127.0.0.1', 'http://2130706433/'],
    ['10.0.0.0/8', 'http://10.1.2.3/'],
    ['10.0.0.0/8:8080', 'http://10.1.2.3:8080/'],
    ['0.0.0.0/0', 'http://192.0.2.1/'],
    ['::1', 'http://[::1]:8080/'],
    ['[::1]', 'http://[::1]:8080/'],
    ['[::1]:8080', 'http://[::1]:8080/'],
    ['0:0:0:0:0:0:0:1', 'http://[::1]/'],
    ['fe80::/10', 'http://[fe80::1234]/'],
    ['10.0.0.0/8', 'http://[::ffff:10.1.2.3]/'],
  ])('%s: %s is reached directly', (list, url) => expect(isExempt(list, new URL(url))).toBe(true));

  it.each([
    ['', 'https://example.com/'],
    ['  , ,', 'https://example.com/'],
    ['example.com', 'https://notexample.com/'],
    ['example.com', 'https://example.com.evil.org/'],
    ['a.example.com', 'https://example.com/'],
    ['example.com:80', 'https://example.com/'],
    ['example.com:8443', 'https://example.com/'],
    ['example.com:port', 'https://example.com/'],
    ['*example.com', 'https://example.com/'],
    ['ex*', 'https://example.com/'],
    // No host is exempt by itself: whoever has a proxy for this machine may mean it.
    ['example.com', 'http://localhost/'],
    ['localhost', 'http://127.0.0.1/'],
    ['2.3', 'http://10.1.2.3/'],
    ['10.', 'http://10.1.2.3/'],
    ['10.1.', 'http://10.0.0.1/'],
    ['167772161', 'http://10.0.0.1/'],
    ['10.0.0.0/8', 'http://11.1.2.3/'],
    ['10.0.0.0/33', 'http://10.0.0.0/'],
    ['10.0.0.0/-1', 'http://10.0.0.0/'],
    ['10.0.0.0/x', 'http://10.0.0.0/'],
    ['example.com/8', 'https://example.com/'],
    ['[::1]:80', 'http://[::1]:8080/'],
    ['::/0', 'http://10.1.2.3/'],
    ['fe80::/10', 'http://[fec0::1]/'],
  ])('%s: %s is not', (list, url) => expect(isExempt(list, new URL(url))).toBe(false));

  it('holds the blocks that Node says it holds', () => {
    const block = fc.oneof(
      fc.record({
        family: fc.constant('ipv4'),
        net: fc.ipV4(),
        prefix: fc.integer({ min: 1, max: 32 }),
        host: fc.ipV4(),
      }),
      fc.record({
        family: fc.constant('ipv6'),
        net: fc.ipV6(),
        prefix: fc.integer({ min: 1, max: 128 }),
        host: fc.ipV6(),
      }),
    );
    fc.assert(
      fc.property(block, fc.boolean(), ({ family, net, prefix, host }, isNear) => {
        const blocks = new BlockList();
        blocks.addSubnet(net, prefix, family);
        // Two addresses by chance have hardly a bit in common: half of the time, the block's own.
        const address = isNear ? net : host;
        const url = new URL(`http://${family === 'ipv6' ? `[${address}]` : address}/`);
        expect(isExempt(`${net}/${prefix}`, url)).toBe(blocks.check(address, family));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('htp:/@[]%.,*#? \t019afxé\0\ud800')) }),
        (list) => {
          expect(typeof isExempt(list, new URL('https://example.com/'))).toBe('boolean');
        },
      ),
    );
  });
});
