import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listImports } from './list-imports.ts';

const FOUND: readonly (readonly [string, readonly string[]])[] = [
  ["import 'a'", ['a']],
  ['import"a";import"b"', ['a', 'b']],
  ["import a from 'a'\nimport * as b from 'b'\nimport { c, d as e } from 'c'", ['a', 'b', 'c']],
  ["import a, { b } from 'a'", ['a']],
  ["import{a}from'a'", ['a']],
  ["export * from 'a';export { b } from 'b'", ['a', 'b']],
  ["import // of\n { a } /* it's */ from 'a'", ['a']],
  ["const a = await import('a'); const b = require( 'b' )", ['a', 'b']],
  ['import(`a`)', ['a']],
  ["import type from 'a'", ['a']],
  ["import { type A } from 'a'", ['a']],
  ["import a = require('a')", ['a']],
  ["const r = /['\"`]/;\nimport 'a'", ['a']],
  ["const r = [/[/]'/].map(x => x / 2);\nimport 'a'", ['a']],
  ["const n = 4 / 2; // it's\nimport 'a'", ['a']],
  ["const t = `it's ${f(`'`)} \\` '`;\nimport 'a'", ['a']],
  ["const s = 'it\\'s'; import 'a'", ['a']],
  ["#!/usr/bin/env node\nimport 'a'", ['a']],
];
const PASSED_OVER = [
  "// import 'a'",
  "/* import 'a' */",
  "/* import 'a'",
  '"import \'a\'"',
  "`import 'a'`",
  "import type A from 'a'",
  "import './b.js'.x\nimport type { A } from 'a'",
  "export type { A } from 'a'",
  "export type * from 'a'",
  "x.import('a'); x.require('a'); unrequire('a')",
  "const from = 'a'",
  "const from\n'a'",
  "export const a = 1; from 'a'",
  "require(name + 'a')",
];

describe('listImports', () => {
  it.each(FOUND)('%s', (text, names) => expect(listImports(text)).toEqual(names));

  it.each(PASSED_OVER)('not %s', (text) => expect(listImports(text)).not.toContain('a'));

  it('finds an import between anything that is code', () => {
    const code = fc.constantFrom(
      ...FOUND.map(([text]) => text),
      ...PASSED_OVER.filter((text) => text !== "/* import 'a'"),
    );
    fc.assert(
      fc.property(fc.array(code), fc.array(code), (before, after) => {
        const text = [...before, "import 'overt/worker';", ...after].join('\n');
        expect(listImports(text)).toContain('overt/worker');
      }),
    );
  });

  it('ends on any text, and names only what stands there', () => {
    const piece = fc.constantFrom(
      'import',
      'from',
      "'",
      '"',
      '`',
      '/',
      '*',
      '\\',
      '\n',
      '{',
      '}',
      '(',
      '[',
      ' ',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        for (const name of listImports(text)) expect(text).toContain(name);
      }),
    );
  });

  it.each([
    '/*',
    '`',
    "'",
    '"',
    '/',
    'import ',
    'import {',
    "from'a'",
    '${`',
    '\\',
    'a from ',
    "import a from 'a';",
  ])('takes a time that grows with the length of %s', (piece) => {
    const timeOf = (length: number): number => {
      const text = piece.repeat(length / piece.length);
      const begin = performance.now();
      listImports(text);
      return performance.now() - begin;
    };
    // A megabyte is the largest file that is read. Were it quadratic, it would take minutes.
    expect(timeOf(1_000_000)).toBeLessThan(5_000);
  });
});
