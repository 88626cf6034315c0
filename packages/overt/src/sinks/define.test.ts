import { describe, expect, it } from 'vitest';
import { OptionError } from '../option-error.ts';
import { collector, file, http } from './define.ts';

describe('a sink without a place or a key', () => {
  const deletion = { kind: 'http', url: undefined as unknown as string } as const;
  it.each([
    [() => http({ url: undefined }), 'http:nowhere'],
    [() => http({ url: '' }), 'http:nowhere'],
    [() => http({ url: 'https://example.com', headers: { 'x-key': undefined } }), 'http:nowhere'],
    [() => http({ url: 'https://example.com', headers: { 'x-key': '' } }), 'http:nowhere'],
    [() => http({ url: undefined, name: 'mine' }), 'mine'],
    // What it would have asked to erase has had nothing, and its address may be missing too.
    [() => http({ url: undefined, deletion }), 'http:nowhere'],
    [() => collector({ url: undefined, key: 'k' }), 'collector:nowhere'],
    [() => collector({ url: 'https://example.com', key: undefined }), 'collector:nowhere'],
    [() => collector({ url: 'https://example.com', key: '' }), 'collector:nowhere'],
  ])('%s goes nowhere', (make, name) => {
    expect(make()).toEqual({ kind: 'noop', name, options: {} });
  });

  it('keeps its filter, which is checked', () => {
    expect(http({ url: '', filter: { level: 'errors' } }).filter).toEqual({ level: 'errors' });
    expect(() => http({ url: '', filter: { sample: 2 } })).toThrow(OptionError);
  });
});

describe('the shape of what is sent', () => {
  const url = 'https://example.com';
  it.each([
    [() => http({ url, body: '{nothing}' }), /`body` option .*, got "\{nothing\}"/],
    [
      () => http({ url, body: '{events}', event: { a: ['{events}'] } }),
      /`event` option .*, got "\{events\}"/,
    ],
    [() => http({ url, body: '{events}', format: 'ndjson' }), /`body` option .* ndjson/],
    [() => http({ url, per: 'day' as 'event' }), /`per` option/],
    [() => http({ url, lowering: { interval: 5 as unknown as string } }), /`lowering` option/],
    [() => http({ url, headers: null as unknown as {} }), /`headers` option/],
    [() => file({ path: '/x', event: '{' }), /`event` option/],
    [() => file({ path: '/x', maxBytes: 0 }), /`maxBytes` option/],
    [() => file({ path: '/x', maxBytes: Number.POSITIVE_INFINITY }), /`maxBytes` option/],
  ])('%s is refused', (make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(OptionError);
  });

  it('is data, which the courier is told', () => {
    const body = { a: '{events}', b: [null, 1, true] };
    const { options } = http({ url, body, event: '{id}', lowering: { interval: 'X-Wait' } });
    expect(JSON.parse(JSON.stringify(options))).toMatchObject({ body, event: '{id}', per: 'batch' });
  });
});
