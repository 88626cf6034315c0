import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { bundle, install } from '../../harness/package.ts';
import { runTool } from '../../harness/run-tool.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { test } from '../../harness/test.ts';

const ASK = { consent: { default: 'ask' } };

describe('the commands of a tool that is one file', () => {
  const forms = (['esm', 'cjs'] as const).flatMap((format) => [
    { format, minify: false },
    { format, minify: true },
  ]);

  test.for(forms)(
    'as $format, minified: $minify; switched off, nothing is written',
    async (form, { place }) => {
      const fixture = await bundle(place, 'packed-command.mjs', form);
      const before = snapshot(place.root);
      const run = { fixture, options: ASK };
      const status = await runTool(place, { ...run, args: ['status', '--json'] });
      expect(status).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(status.stdout)).toMatchObject({ ok: true, level: 'off' });
      const sample = await runTool(place, { ...run, args: ['show', '--sample'] });
      expect(sample).toMatchObject({ code: 0, stderr: '' });
      expect(sample.stdout).toContain('command.invocation');
      const reports = await runTool(place, { ...run, args: ['crashes', '--json'] });
      expect(JSON.parse(reports.stdout)).toEqual({ ok: true, reports: [] });
      expect(snapshot(place.root)).toEqual(before);
      expect(await runTool(place, { ...run, args: ['enable'] })).toMatchObject({ code: 0 });
      expect(await runTool(place, { ...run, args: ['doctor'] })).toMatchObject({ code: 0 });
    },
  );
});

describe('the commands of a package that is half gone', () => {
  test.for([
    { missing: 'commands.cjs', stderr: 'scan: The package overt is damaged.\n' },
    { missing: 'courier.cjs', stderr: 'scan: The package overt is damaged.\n' },
    { missing: 'cold.cjs', stderr: '' },
  ])('without $missing', async ({ missing, stderr }, { place }) => {
    const fixture = install(place, 'packed-command.mjs');
    rmSync(join(place.root, 'app/node_modules/overt/dist', missing));
    const ended = await runTool(place, { fixture, args: ['status'], options: ASK });
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr });
  });
});
