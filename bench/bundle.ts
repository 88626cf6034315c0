import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { toolPath } from './measure/sample.ts';

/** The name that `OVERT_BUNDLED` runs. */
const OUTPUT = 'overt.bundled.mjs';

/** What stands in overt.mjs, and what stands there in the same tool with other sinks. */
const IMPORT = "import { count, defineTelemetry, http } from 'overt';";
const SINKS = 'sinks: [http({ url: `${endpoint}/` })],';
const KEY = '0'.repeat(32);
const VARIANTS: Readonly<Record<string, readonly [imports: string, sinks: string]>> = {
  'overt.none.mjs': ["import { count, defineTelemetry, noop } from 'overt';", 'sinks: [noop()],'],
  'overt.five.mjs': [
    "import { collector, count, defineTelemetry, file, http } from 'overt';",
    `sinks: [
    http({ url: \`\${endpoint}/\` }),
    http({ url: \`\${endpoint}/other\`, filter: { level: 'errors' } }),
    http({ url: \`\${endpoint}/third\`, format: 'ndjson' }),
    collector({ url: \`\${endpoint}/collector\`, key: 'ovw_bench' }),
    file({ path: '/dev/null/nowhere' }),
  ],`,
  ],
  'overt.packages.mjs': [
    `import { count, defineTelemetry, http } from 'overt';
import { datadog } from '../../packages/datadog/dist/index.js';
import { otlp } from '../../packages/otlp/dist/index.js';
import { posthog } from '../../packages/posthog/dist/index.js';
import { sentry } from '../../packages/sentry/dist/index.js';`,
    `sinks: [
    http({ url: \`\${endpoint}/\` }),
    otlp({ url: endpoint }),
    posthog({ key: 'phc_${KEY}', host: endpoint }),
    datadog({ key: '${KEY}', url: \`\${endpoint}/logs\` }),
    sentry({ dsn: \`\${endpoint.replace('://', '://${KEY}@')}/1\` }),
  ],`,
  ],
};

/** Writes the tool once more for each choice of sinks, so that nothing else differs. */
export function writeSinkVariants(): void {
  const text = readFileSync(toolPath('overt.mjs'), 'utf8');
  if (!text.includes(IMPORT) || !text.includes(SINKS)) throw new Error('overt.mjs has changed');
  for (const [name, [imports, sinks]] of Object.entries(VARIANTS))
    writeFileSync(
      toolPath(name),
      text.replace(IMPORT, imports).replace(SINKS, () => sinks),
    );
}

/**
 * Bundles the tool and the SDK into one file, as many CLIs are published: Node then looks up no package by its name.
 * `cli.mjs` stays outside, as it does for the other variants. Returns what went wrong, if anything.
 */
export async function bundleOvert(): Promise<string | undefined> {
  try {
    await build({
      entryPoints: [toolPath('overt.mjs')],
      outfile: toolPath(OUTPUT),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      external: ['./cli.mjs'],
      logLevel: 'silent',
    });
    return undefined;
  } catch (error) {
    return `esbuild could not bundle it: ${String(error).split('\n')[0]}`;
  }
}
