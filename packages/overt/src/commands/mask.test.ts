import { describe, expect, it } from 'vitest';
import { maskBody, maskHeaders, maskUrl } from './mask.ts';

describe('a header that lets somebody in', () => {
  it.each([
    ['authorization', 'Bearer abc.def', 'Bearer [key]'],
    ['authorization', 'abc', '[key]'],
    ['proxy-authorization', 'Basic YTpi', 'Basic [key]'],
    ['authorization', 'Digest username="a", response="b"', '[key]'],
    ['cookie', 'a=b; c=d', '[key]'],
    ['x-api-key', 'abc', '[key]'],
    ['x-sentry-auth', 'Sentry sentry_key=abc', 'Sentry [key]'],
    ['dd-api-key', 'abc', '[key]'],
    ['x-honeycomb-team', 'abc', '[key]'],
  ])('%s: %s', (name, value, shown) => {
    expect(maskHeaders({ [name]: value })).toEqual({ [name]: shown });
  });

  it('is told from others', () => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': 'a-1-0-1',
      'content-encoding': 'gzip',
    };
    expect(maskHeaders(headers)).toEqual(headers);
  });
});

describe('an address', () => {
  it.each([
    ['https://example.com/in', 'https://example.com/in'],
    ['https://me:secret@example.com/in', 'https://user:key@example.com/in'],
    ['https://example.com/in?api_key=secret&team=a', 'https://example.com/in?api_key=key&team=a'],
    ['https://example.com/in?Token=a&Token=b', 'https://example.com/in?Token=key'],
    ['/some/file', '/some/file'],
  ])('%s', (url, shown) => {
    expect(maskUrl(url)).toBe(shown);
  });
});

describe('a body', () => {
  it.each([
    [{ key: 'phc_0123456789' }, '{"api_key":"phc_0123456789"}', '{"api_key":"[key]"}'],
    [{ dsn: 'https://abc@host/7' }, '{"dsn":"https://abc@host/7"}', '{"dsn":"[key]"}'],
    [{ key: 'a$&b$1c$$' }, 'x a$&b$1c$$ y a$&b$1c$$', 'x [key] y [key]'],
    [{ key: 'short' }, 'a short one', 'a short one'],
    [{ url: 'https://example.com/in' }, 'https://example.com/in', 'https://example.com/in'],
    [{ key: 7, keys: ['0123456789'] }, '0123456789', '0123456789'],
  ])('of a sink with %o', (options, body, shown) => {
    expect(maskBody(body, options)).toBe(shown);
  });
});
