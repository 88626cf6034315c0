import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTempFolder } from './temp-folder.ts';

const OVERT = join(import.meta.dirname, '../../overt');

/** Makes a package on the disk, with `overt` installed in it. */
export function makeTool(files: Readonly<Record<string, string>>, manifest: object = {}): string {
  const folder = makeTempFolder();
  const all = {
    'package.json': JSON.stringify({ name: '@acme/scan', version: '1.0.0', type: 'module', ...manifest }),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(OVERT, join(folder, 'node_modules/overt'), 'junction');
  return folder;
}

/** The source of a module that defines telemetry with these events. */
export function defining(events: string, more = 'sinks: [noop()],'): string {
  return `import { bytes, count, defineTelemetry, durationMs, file, flag, hash, http, noop, oneOf, slug, text, version } from 'overt';
export const telemetry = defineTelemetry({
  tool: 'scan',
  version: '1.0.0',
  ${more}
  events: {
${events}
  },
});
`;
}

/** A declaration with which no rule finds fault. */
export const FINE = `    'scan.finished': {
      why: 'To see how large the projects are that we must be fast for.',
      owner: 'cli team',
      expires: '${daysAhead(300)}',
      fields: { files: count(), took: durationMs({ optional: true }), mode: oneOf(['fast', 'full']) },
    },`;

/** A day that is neither past nor soon, whenever the test runs. */
export function daysAhead(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
