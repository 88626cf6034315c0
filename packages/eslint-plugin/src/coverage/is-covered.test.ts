import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isCovered } from './is-covered.ts';

const folder = mkdtempSync(join(tmpdir(), 'overt-covered-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('isCovered', () => {
  it('nobody is accused by a file that is too large to be read', () => {
    const file = write('large.js', `import './second.js';\n${'x();\n'.repeat(300_000)}`);
    expect(isCovered({ file, modules: [] })).toBe('unknown');
  });

  it('nor where there are too many files; one that is found decides', () => {
    const many = Array.from({ length: 600 }, (_, index) => `many-${index}.js`);
    for (const name of many) write(name, '');
    const text = many.map((name) => `import './${name}';\n`).join('');
    const file = write('start.js', text);
    expect(isCovered({ file, modules: [] })).toBe('unknown');
    write('many-400.js', "import 'overt';");
    expect(isCovered({ file, modules: [] })).toBe('covered');
  });

  it('the text in the editor counts, not the one on the disk', () => {
    const file = write('open.js', '');
    expect(isCovered({ file, modules: [] })).toBe('uncovered');
    expect(isCovered({ file, text: "import 'overt';", modules: [] })).toBe('covered');
  });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
