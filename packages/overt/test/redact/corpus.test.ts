import { describe, expect, it } from 'vitest';
import { createRedactor, redactText } from '../../src/redact/redact.ts';
import { withoutHidden } from '../../src/redact/hidden.ts';
import type { SecretText } from './corpus/named.ts';
import { INNOCENTS } from './corpus/innocents.ts';
import { isLeft, makeSecrets } from './corpus/secrets.ts';
import { TOKENS } from './corpus/tokens.ts';

const SECRETS = makeSecrets();
const { value } = createRedactor();

describe('over the corpus, redaction', () => {
  it('takes out every secret', () => {
    const left = SECRETS.filter(({ text, secret }) => isLeft(secret, redactText(text)));
    print('secrets taken out', SECRETS.length - left.length, SECRETS.length);
    expect(Object.keys(TOKENS).length).toBeGreaterThanOrEqual(60);
    expect(left).toEqual([]);
  });

  it('takes out every secret as a value, whatever its name', () => {
    expect(SECRETS.filter(({ text, secret }) => isLeft(secret, value('note', text)))).toEqual([]);
  });

  it('keeps every innocent text', () => {
    const all = Object.values(INNOCENTS).flat();
    const changed = all.filter((text) => redactText(text) !== text).map((text) => [text, redactText(text)]);
    print('innocents kept', all.length - changed.length, all.length);
    expect(all.length).toBeGreaterThanOrEqual(500);
    expect(changed).toEqual([]);
  });

  it('keeps innocent lines beside each other', () => {
    const text = Object.values(INNOCENTS).flat().join('\n\n');
    expect(redactText(text)).toBe(text);
  });

  it('would notice: each secret is in its text, but for those that are encoded or parted there', () => {
    const isThere = ({ text, secret }: SecretText): boolean =>
      isLeft(secret, withoutHidden(text)) || /%|\\/.test(text);
    expect(SECRETS.filter((secret) => !isThere(secret))).toEqual([]);
  });
});

function print(what: string, count: number, of: number): void {
  process.stdout.write(`redaction: ${what}: ${count} of ${of} (${((100 * count) / of).toFixed(2)} %)\n`);
}
