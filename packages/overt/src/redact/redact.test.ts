import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from './redact.ts';

describe('redaction takes out', () => {
  it.each([
    ['https://me:hunter2@example.com/x', 'hunter2'],
    ['password=hunter2', 'hunter2'],
    ['{"apiKey": "hunter2hunter2"}', 'hunter2'],
    ['Authorization: Bearer abcdefghijkl', 'abcdefghijkl'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'abcdefgh'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'eyJzdWIi'],
    ['mail me@example.com now', 'me@example'],
    ['from 192.168.1.77 it came', '192.168'],
    ['/home/alice/project/x.ts', 'alice'],
    ['C:\\Users\\Alice\\x', 'Alice'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----', 'MIIEow'],
  ])('%s', (text, secret) => {
    expect(redactText(text)).not.toContain(secret);
  });
});

describe('redaction keeps', () => {
  it.each([
    'src/spool/writer.ts:12:3',
    'version 1.4.2-beta.1',
    'a7f3c9e',
    '@scope/package',
    'ENOENT: no such file',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe('redaction', () => {
  it('changes nothing when it is applied again', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'password=',
        'me@a.bc',
        '/home/x',
        'eyJhbGciOi.abcd',
        'sk-abcdefghij',
        '1.2.3.4',
        '://a:b@',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const once = redactText(pieces.join(''));
        expect(redactText(once)).toBe(once);
      }),
    );
  });
});
