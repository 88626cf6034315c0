import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../src/redact/redact.ts';
import { createChance } from './corpus/chance.ts';
import { makeSecrets } from './corpus/secrets.ts';
import { TOKENS } from './corpus/tokens.ts';

/** Texts are looked at many at a time: each call costs more than what it looks at. */
const PER_CALL = 200;

describe('secretlint, whose rules are not ours', () => {
  const all = makeSecrets().map(({ text }) => text);

  it('finds secrets in the corpus: it is awake', async () => {
    expect(await countFound(all)).toBeGreaterThan(300);
  });

  it('finds nothing in what is left of it', async () => {
    expect(await findAll(all.map(redactText))).toEqual([]);
  });

  it('finds nothing in what is left of new ones', async () => {
    const chance = createChance(11);
    const texts = Array.from({ length: 2000 }, () => `key: ${chance.pick(Object.values(TOKENS))(chance)}`);
    expect(await countFound(texts)).toBeGreaterThan(50);
    expect(await findAll(texts.map(redactText))).toEqual([]);
  });
});

async function countFound(texts: readonly string[]): Promise<number> {
  return (await findAll(texts)).length;
}

async function findAll(texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (let index = 0; index < texts.length; index += PER_CALL) {
    const content = texts.slice(index, index + PER_CALL).join('\n\n');
    const { messages } = await lintSource({
      source: { filePath: '/corpus.txt', content, ext: '.txt', contentType: 'text' },
      options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] } },
    });
    found.push(
      ...messages.map(
        ({ message, range: [start, end] }) => `${message}: ${content.slice(start - 20, end + 20)}`,
      ),
    );
  }
  return found;
}
