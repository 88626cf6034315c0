import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redact/redact.ts';
import { INNOCENTS } from './corpus/innocents.ts';
import { makeSecrets } from './corpus/secrets.ts';

const redactor = createRedactor({
  home: ['/home/alice'],
  users: ['alice'],
  hosts: ['alice-laptop.local'],
  projects: ['/srv/plans/app'],
});
const CORPUS = [...makeSecrets().map(({ text }) => text), ...Object.values(INNOCENTS).flat()];
/** Signs, beginnings and marks that rules are made of: what comes together by chance is worse than what people write. */
const FRAGMENTS = (
  'password= token: [redacted] [email] [ip] ~ [user] [ ] " \' ` = : @ / \\ -----BEGIN·A----- -----END·A----- eyJhbGciOi.abcd sk- ' +
  '1.2.3.4 :// a:b@ /home/x C:\\Users\\ Cookie:· Bearer· --token· <password> </ %3D %22 &quot; key me@a.bc :: fe80::1 +49·170·1234567 ' +
  '4111111111111111 \n · \u200b \u001b[0m \u001b alice -u· a b1 ghp_abcdefghij0123456789 | \ud83d \ude00 AccountKey= passphrase:· ' +
  'abandon·ability·able· password:·|\n· https://hooks.slack.com/services/ $2b$10$ name="token"·value= set("token","'
)
  .split(' ')
  .map((fragment) => fragment.replaceAll('·', ' '));

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...FRAGMENTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...CORPUS), fc.nat(80), fc.nat(80))
      .map(([text, start, length]) => text.slice(start, start + length)),
  },
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
/** Half of a character, without the other. */
const HALF = /\p{Surrogate}/u;
const RUNS = { numRuns: 4000 };

/** As docs/redaction.md says. */
const MAX_GROWTH = 3;
const MAX_MORE = 16;

describe('redaction', () => {
  it('changes nothing when it is applied again, to any text of the corpus', () => {
    const changed = CORPUS.map(redactor.text).filter((once) => redactor.text(once) !== once);
    expect(changed).toEqual([]);
  });

  it('changes nothing when it is applied again, is bounded, and splits no character', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = redactor.text(given);
        expect(redactor.text(once)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(given.length * MAX_GROWTH + MAX_MORE);
        expect(HALF.test(once) && !HALF.test(given)).toBe(false);
      }),
      RUNS,
    );
  });

  it('changes nothing when it is applied again, to a named value', () => {
    const key = fc.constantFrom('password', 'note', 'key', 'version', 'tokens', 'cookie', 'pin', '');
    fc.assert(
      fc.property(key, text, (name, given) => {
        const once = redactor.value(name, given);
        expect(redactor.value(name, once)).toBe(once);
      }),
      RUNS,
    );
  });

  it('survives any JSON, leaves it alone, and changes nothing when it is applied again', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.jsonValue({ maxDepth: 2 }),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(
          fc.oneof(text, fc.constantFrom('__proto__', 'password', 'value', 'name', 'key')),
          tie('tree'),
          { maxKeys: 3 },
        ),
      ),
    }));
    fc.assert(
      fc.property(tree, (given) => {
        const before = JSON.stringify(given);
        const once = redactor.json(given);
        expect(JSON.stringify(given)).toBe(before);
        expect(redactor.json(once)).toEqual(once);
        expect(JSON.parse(JSON.stringify(once ?? null))).toBeDefined();
      }),
      { numRuns: 1500 },
    );
  });

  it('survives whatever JavaScript can hold', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withObjectString: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
        }),
        (given) => void redactor.json(given),
      ),
      { numRuns: 1500 },
    );
  });
});
