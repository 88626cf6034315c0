import { describe, expect, it } from 'vitest';
import { readLocation } from './location.ts';

describe('the place of a frame', () => {
  it.each([
    ['/a/b.js', '/a/b.js'],
    ['/a/./b//../c.js', '/a/c.js'],
    ['/../../etc/x', '/etc/x'],
    ['file:///a%20b/c.mjs?v=1#x', '/a b/c.mjs'],
    ['file://localhost/a/c.mjs', '/a/c.mjs'],
    ['file:///C:/a/c.mjs', 'C:/a/c.mjs'],
    ['file://host/share/c.mjs', '//host/share/c.mjs'],
    ['c:\\a\\b.js', 'C:/a/b.js'],
    ['\\\\?\\C:\\a\\b.js', 'C:/a/b.js'],
    ['\\\\host\\share\\a\\..\\b.js', '//host/share/b.js'],
    ['\\\\?\\UNC\\host\\share\\b.js', '//host/share/b.js'],
    ['node:internal/process/task_queues', 'node:internal/process/task_queues'],
    ['<anonymous>', 'native'],
    ['index 3', 'native'],
    ['/', undefined],
    ['', undefined],
    ['a/b.js', undefined],
    ['[eval]', undefined],
    ['data:text/javascript,x', undefined],
    ['blob:nodedata:1234', undefined],
    ['https://example.com/x.js', undefined],
    ['wasm://wasm/1', undefined],
    ['evalmachine.<anonymous>', undefined],
    ['file:', undefined],
  ])('%s is %s', (location, path) => {
    expect(readLocation(location)).toBe(path);
  });
});
