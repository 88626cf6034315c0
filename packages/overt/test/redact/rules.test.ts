import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRules } from '../../src/redact/detectors.ts';
import { redactText } from '../../src/redact/redact.ts';
import { createChance } from './corpus/chance.ts';
import { EXAMPLES } from './examples/index.ts';
import { fillIn, type Example } from './examples/example.ts';

it('each rule has a source, catches something and keeps something', () => {
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(listRules().toSorted());
  const isWhole = ({ source, catches, keeps }: Example): boolean =>
    source.startsWith('https://') && catches.length > 0 && keeps.length > 0;
  expect(Object.entries(EXAMPLES).filter(([, example]) => !isWhole(example))).toEqual([]);
});

describe.each(Object.entries(EXAMPLES))('the rule %s', (_id, { catches, keeps }) => {
  it.each(catches)('catches %s', (template) => {
    // Ten of each: chance makes some that look like words.
    const chance = createChance(template.length);
    for (let turn = 0; turn < 10; turn += 1) {
      const text = fillIn(template, chance);
      expect(redactText(text)).toMatch(/\[redacted\]|\[email\]|\[ip\]|~/);
      expect(redactText(text)).not.toBe(text);
    }
  });
  it.each(keeps)('keeps %s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

it('no example is in what is published', () => {
  const dist = join(import.meta.dirname, '../../dist');
  for (const name of readdirSync(dist).filter((name) => /\.c?js$/.test(name)))
    expect(readFileSync(join(dist, name), 'utf8')).not.toContain('docs.github.com');
});
