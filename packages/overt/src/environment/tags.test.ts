import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../option-error.ts';
import { checkTags, MAX_TAGS, parseTags, type Tags } from './tags.ts';

const nine = Array.from({ length: MAX_TAGS + 1 }, (_, index) => `t${index}=v`).join(',');

describe('tags of a user', () => {
  it.each([
    ['team=core', { team: 'core' }, 0],
    ['team=core,site=berlin', { team: 'core', site: 'berlin' }, 0],
    [' team = Core , site=Berlin ,', { team: 'core', site: 'berlin' }, 0],
    ['team=other', { team: 'other' }, 0],
    ['', {}, 0],
    [',,', {}, 0],
    ['team', {}, 1],
    ['=core', {}, 1],
    ['team=', {}, 1],
    ['Team=core', {}, 1],
    ['1team=core', {}, 1],
    ['te am=core', {}, 1],
    ['team=two words', {}, 1],
    ['team=me@example.com', {}, 1],
    ['team=/home/me', {}, 1],
    ['team=a=b', {}, 1],
    ['team=core,team=web', { team: 'core' }, 1],
    [`${'k'.repeat(24)}=${'v'.repeat(40)}`, { ['k'.repeat(24)]: 'v'.repeat(40) }, 0],
    [`${'k'.repeat(25)}=v`, {}, 1],
    [`k=${'v'.repeat(41)}`, {}, 1],
    ['__proto__=x,constructor=y', { constructor: 'y' }, 1],
    ['x'.repeat(1001), {}, 1],
  ])('%s', (text, tags, faults) => {
    expect(parseTags(text)).toEqual({ tags, faults });
  });

  it(`are at most ${MAX_TAGS}`, () => {
    const { tags, faults } = parseTags(nine);
    expect([Object.keys(tags).length, faults]).toEqual([MAX_TAGS, 1]);
  });

  it('are such as an author could have set, whatever the text is', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '=', ',', ' ', '__proto__', 'other'));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const { tags } = parseTags(parts.join(''));
        expect(() => checkTags(tags)).not.toThrow();
      }),
    );
  });
});

describe('tags of an author', () => {
  it.each([[{}], [{ channel: 'beta' }], [{ a: 'x', b_2: '1.0', 'c-d': 'other' }]])('%o are right', (tags) => {
    expect(() => checkTags(tags as Tags)).not.toThrow();
  });

  it.each([
    [null],
    ['channel=beta'],
    [['beta']],
    [{ Channel: 'beta' }],
    [{ channel: 'Beta' }],
    [{ channel: '' }],
    [{ channel: 1 }],
    [{ channel: 'two words' }],
    [{ '': 'x' }],
    [Object.fromEntries(nine.split(',').map((pair) => pair.split('=')))],
  ])('%o are wrong', (tags) => {
    expect(() => checkTags(tags as Tags)).toThrow(OptionError);
  });
});
