import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempFolder } from './temp-folder.ts';

/** One event as the sink `file` has written it. */
export type Delivered = {
  readonly name: string;
  readonly run: string;
  readonly parent?: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, string>>;
};

/** A tool that is no JavaScript, on the disk: its file, and where its events go. */
export type ScriptedTool = {
  readonly folder: string;
  readonly config: string;
  /** What a user has set who said yes. */
  readonly env: Readonly<Record<string, string>>;
  readonly delivered: () => readonly Delivered[];
};

/** What tests add to, or take away from, a file that is right. */
export const OVERT_JSON = {
  tool: 'deployer',
  version: '1.2.0',
  // Delivered before the process ends, so that a test need not wait.
  delivery: { mode: 'inline' },
  events: {
    'deploy.finished': {
      why: 'To see how large the deployments are that we must be fast for.',
      owner: 'deploy team',
      expires: 'never',
      fields: {
        files: { kind: 'count' },
        took: { kind: 'durationMs', optional: true },
        dry: { kind: 'flag', optional: true },
        target: { kind: 'oneOf', values: ['staging', 'live'], optional: true },
        region: { kind: 'slug', optional: true },
      },
    },
  },
};

export function makeScript(more: object = {}, files: Readonly<Record<string, string>> = {}): ScriptedTool {
  const folder = makeTempFolder();
  const config = join(folder, 'overt.json');
  const path = join(folder, 'events.ndjson');
  const declared = { ...OVERT_JSON, sinks: [{ kind: 'file', path }], ...more };
  writeFileSync(config, JSON.stringify(declared, null, 2));
  mkdirSync(join(folder, 'home'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o755 });
  const { PATH = '' } = process.env;
  return {
    folder,
    config,
    env: { PATH, HOME: join(folder, 'home'), OVERT_CONFIG: config, DEPLOYER_TELEMETRY: 'usage' },
    delivered: () =>
      existsSync(path)
        ? readFileSync(path, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as Delivered)
        : [],
  };
}
