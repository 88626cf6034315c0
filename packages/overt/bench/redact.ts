/**
 * What redaction costs, beside secretlint with its recommended rules, over the same megabyte: `npx tsx
 * packages/overt/bench/redact.ts`. Processor time, the least of three. Then the worst shapes, at the length at which a
 * text is cut.
 */
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { createRedactor, redactText } from '../src/redact/redact.ts';
import { INNOCENTS } from '../test/redact/corpus/innocents.ts';
import { makeSecrets } from '../test/redact/corpus/secrets.ts';
import { makeShapes } from '../test/redact/shapes.ts';

const MEGABYTE = 1024 * 1024;
/** As long as a text may be before it is cut. */
const PIECE = 64 * 1024 - 1;
const WORST = 10;

const innocent = fill(Object.values(INNOCENTS).flat());
const mixed = fill(
  makeSecrets().flatMap(({ text }, index) => [
    text,
    ...Object.values(INNOCENTS)
      .flat()
      .slice(index % 600, (index % 600) + 4),
  ]),
);

await compare('1 MB of innocent lines', innocent);
await compare('1 MB of lines, a fifth of them secrets', mixed);
const { json } = createRedactor();
const events = mixed.split('\n').map((note, index) => ({ id: index, note }));
print('1 MB of JSON', await least(() => json(events)));
const shapes = [...makeShapes(MEGABYTE)].map(([name, text]) => [name, text] as const);
const costs: [string, number][] = [];
for (const [name, text] of shapes) costs.push([name, await least(() => redactText(text))]);
for (const [name, ms] of costs.toSorted(([, a], [, b]) => b - a).slice(0, WORST))
  print(`1 MB of ${name}`, ms);

async function compare(name: string, text: string): Promise<void> {
  const pieces = Array.from({ length: Math.ceil(text.length / PIECE) }, (_, index) =>
    text.slice(index * PIECE, (index + 1) * PIECE),
  );
  const ours = await least(() => pieces.map(redactText));
  const theirs = await least(async () => {
    for (const content of pieces)
      await lintSource({
        source: { filePath: '/x.txt', content, ext: '.txt', contentType: 'text' },
        options: {
          config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] },
        },
      });
  });
  print(name, ours, `secretlint ${theirs.toFixed(0)} ms, ratio ${(ours / theirs).toFixed(2)}`);
}

async function least(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return Math.min(...times);
}

function fill(lines: readonly string[]): string {
  const text = lines.join('\n');
  return `${text}\n`.repeat(Math.ceil(MEGABYTE / text.length)).slice(0, MEGABYTE);
}

function print(name: string, ms: number, more = ''): void {
  process.stdout.write(`${name}: ${ms.toFixed(0)} ms ${more}\n`);
}
