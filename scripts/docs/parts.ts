import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is made from data: a whole page, or what stands in it between `<!-- made: name -->` and `<!-- /made -->`. */
export type Part = {
  readonly file: string;
  readonly name?: string;
  readonly make: () => string | Promise<string>;
};

const ROOT = join(import.meta.dirname, '../..');

/** The page as it is and as it should be. */
export async function remake(
  file: string,
  parts: readonly Part[],
): Promise<{ readonly is: string; readonly should: string }> {
  const is = readFileSync(join(ROOT, file), 'utf8');
  let should = is;
  for (const { name, make } of parts) {
    if (name === undefined) {
      should = await make();
      continue;
    }
    const begin = `<!-- made: ${name} -->\n`;
    const start = should.indexOf(begin);
    const end = should.indexOf('<!-- /made -->', start);
    if (start === -1 || end === -1) throw new Error(`${file} has no place for ${name}`);
    should = `${should.slice(0, start + begin.length)}\n${await make()}\n${should.slice(end)}`;
  }
  return { is, should };
}

/** A Markdown table, padded as the formatter has it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...escaped.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = escaped;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(first), rule, ...others.map(line)].map((text) => `${text}\n`).join('');
}
