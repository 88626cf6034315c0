import { expect, it } from 'vitest';
import { redactText } from '../../src/redact/redact.ts';
import { createChance, type Chance } from './corpus/chance.ts';
import { isLeft, makeSecrets } from './corpus/secrets.ts';

/** `FUZZ_MS=60000 npx vitest run packages/overt/test/redact/fuzz.test.ts` goes on for a minute. */
const FUZZ_MS = Number(process.env['FUZZ_MS'] ?? 2000);
/** The same in each run of the suite; another one in each that is asked for. */
const SEED = Number(
  process.env['FUZZ_SEED'] ?? (process.env['FUZZ_MS'] === undefined ? 1 : Date.now() % 1_000_000),
);

const INSERTED = [
  '"',
  "'",
  '\\',
  '=',
  ':',
  '/',
  '@',
  '-',
  ' ',
  '\n',
  '\u200b',
  '[',
  ']',
  '%',
  '.',
  '[redacted]',
  '\ud800',
];
/** What may stand around a secret without saying less of it. */
const AROUND = ['  ', '\n\n', '""', '()', ' .', ' ,', '\t\t', '||', '\r\r', '「」', '><'];

it('mutated texts of the corpus are redacted as well', () => {
  const chance = createChance(SEED);
  const corpus = makeSecrets();
  const end = performance.now() + FUZZ_MS;
  let turns = 0;
  do {
    const { text, secret } = chance.pick(corpus);
    const mutated = mutate(chance, [text, chance.pick(corpus).text]);
    const once = redactText(mutated);
    expect([hint(mutated), redactText(once)]).toEqual([hint(mutated), once]);
    expect([hint(mutated), once.length > mutated.length * 3 + 16]).toEqual([hint(mutated), false]);
    const [before, after] = chance.pick(AROUND);
    const surrounded = `${before}${text}${after}`;
    // A block without an end of its own may not end where another thing begins.
    expect([hint(surrounded), isLeft(secret, redactText(surrounded))]).toEqual([hint(surrounded), false]);
    turns += 1;
  } while (performance.now() < end);
  process.stdout.write(`redaction: ${turns} mutations, seed ${SEED}\n`);
});

function mutate(chance: Chance, [text, other]: [string, string]): string {
  const at = chance.below(text.length + 1);
  const to = at + chance.below(20);
  switch (chance.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, at) + chance.pick(INSERTED) + text.slice(at);
    case 2:
      return text.slice(0, at) + other.slice(chance.below(other.length));
    case 3:
      return text.slice(0, at) + text.slice(at, to).repeat(3) + text.slice(to);
    default:
      return text.slice(0, at) + String.fromCharCode(chance.below(65_536)) + text.slice(at + 1);
  }
}

function hint(text: string): string {
  return `seed ${SEED}: ${JSON.stringify(text)}`;
}
