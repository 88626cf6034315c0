import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redact/redact.ts';

const { text, value, json } = createRedactor({
  home: ['/home/alice', 'C:\\Users\\Alice'],
  users: ['alice', 'root', 'al', 'josé'],
  hosts: ['alice-laptop.example.net', 'localhost'],
  projects: ['/srv/plans/secret-plan', '/'],
});

describe('a redactor that knows its surroundings', () => {
  it.each([
    ['/home/alice/x', '~/x'],
    ['c:\\users\\alice\\x', '~\\x'],
    ['"C:\\\\Users\\\\Alice\\\\x"', '"~\\\\x"'],
    ['file:///home/alice/a', 'file://~/a'],
    ['%2Fhome%2Falice%2Fa', '~%2Fa'],
    ['user alice failed', 'user [user] failed'],
    ['(Alice)', '([user])'],
    ['JOSÉ was here', '[user] was here'],
    ['at alice-laptop.example.net', 'at [host]'],
    ['at alice-laptop:80', 'at [host]:80'],
    ['/srv/plans/secret-plan/a.ts:1:2', '[project]/a.ts:1:2'],
    ['in %2Fsrv%2Fplans%2Fsecret-plan', 'in [project]'],
    ['malice and palace', 'malice and palace'],
    ['root al localhost', 'root al localhost'],
    ['/srv/plans/secret-planning', '/srv/plans/secret-planning'],
    ['/a/b', '/a/b'],
  ])('%s', (given, wanted) => {
    expect(text(given)).toBe(wanted);
  });

  it('leaves names that are words of its own marks', () => {
    const odd = createRedactor({ users: ['redacted', 'email', 'user', 'ip'], hosts: ['host', 'project'] });
    expect(odd.text('me@example.com is redacted by user')).toBe('[email] is redacted by user');
  });

  it('takes entries that are no name or path', () => {
    const odd = createRedactor({
      home: ['', '/', '\ud800\ud800/x/y'],
      users: ['(.*)', '[a-z]+', '\ud800abc'],
      hosts: ['.', '..'],
    });
    expect(odd.text('abc (.*) def')).toBe('abc [user] def');
  });
});

describe('a value with its name', () => {
  it.each([
    ['password', 'x', '[redacted]'],
    ['dbPassword', 'correct horse', '[redacted]'],
    ['API_KEY', '1', '[redacted]'],
    ['x-api-key', 'abc', '[redacted]'],
    ['pin', '1234', '[redacted]'],
    ['token', '[redacted]', '[redacted]'],
    ['password', '', ''],
    ['secret', 'true', 'true'],
    ['toolName', 'read-file', 'read-file'],
    ['tokenType', 'bearer', 'bearer'],
    ['model', 'claude-3-5-sonnet-20241022', 'claude-3-5-sonnet-20241022'],
    ['version', '10.0.19045.1', '10.0.19045.1'],
    ['osVersion', '10.0.19.1', '10.0.19.1'],
    ['version', 'me@example.com', '[email]'],
    ['note', '10.0.19.1', '[ip]'],
    ['cacheKey', 'node-20-linux', 'node-20-linux'],
  ])('%s: %s', (key, given, wanted) => {
    expect(value(key, given)).toBe(wanted);
  });
});

describe('JSON', () => {
  it('is redacted by name, by value, and in its names', () => {
    const given = {
      password: 'hunter2',
      pin: 1234,
      maxTokens: 4096,
      tokens: 12,
      list: ['me@example.com', { 'a@example.com': 1 }],
      credentials: { user: 'bob', more: ['x'] },
      env: [
        { name: 'DB_PASSWORD', value: 'x' },
        { name: 'PORT', value: '80' },
      ],
      safe: [null, true, 1.5, 'text'],
    };
    expect(json(given)).toEqual({
      password: '[redacted]',
      pin: '[redacted]',
      maxTokens: 4096,
      tokens: 12,
      list: ['[email]', { '[email]': 1 }],
      credentials: { user: '[redacted]', more: ['[redacted]'] },
      env: [
        { name: 'DB_PASSWORD', value: '[redacted]' },
        { name: 'PORT', value: '80' },
      ],
      safe: [null, true, 1.5, 'text'],
    });
  });

  it('may be cyclic, deep, huge, or fight back', () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic['self'] = cyclic;
    expect(json(cyclic)).toEqual({ a: 1, self: '[cycle]' });
    let deep: unknown = 'me@example.com';
    for (let depth = 0; depth < 10_000; depth += 1) deep = [deep];
    expect(JSON.stringify(json(deep))).toContain('[cut]');
    expect((json(Array.from({ length: 300_000 }, () => 1)) as unknown[]).length).toBeLessThan(300_000);
    const thrower = {
      get bad(): never {
        throw new Error('no');
      },
      good: 1,
    };
    expect(json(thrower)).toEqual({ bad: '[unreadable]', good: 1 });
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(json({ proxy })).toEqual({ proxy: '[unreadable]' });
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(json({ revoked })).toEqual({ revoked: '[unreadable]' });
  });

  it('keeps `__proto__` a name like any other', () => {
    const copy = json(JSON.parse('{"__proto__": {"password": "hunter2"}, "constructor": 1}')) as object;
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"password":"[redacted]"},"constructor":1}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });
});

describe('long texts', () => {
  it('are cut before they are searched, and say so', () => {
    const result = text(`${'word '.repeat(200_000)} me@example.com`);
    expect(result.length).toBeLessThanOrEqual(64 * 1024);
    expect(result.endsWith('[cut]')).toBe(true);
    expect(text(result)).toBe(result);
  });

  it('are not cut within a character', () => {
    expect(text('\u{1f600}'.repeat(100_000))).not.toMatch(/\p{Surrogate}/u);
    expect(text(`a${'\u{1f600}'.repeat(100_000)}`)).not.toMatch(/\p{Surrogate}/u);
  });
});
