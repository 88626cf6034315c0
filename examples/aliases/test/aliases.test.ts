import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

type Row = {
  readonly env?: Readonly<Record<string, string>>;
  /** The tool's own configuration. */
  readonly config?: unknown;
  readonly args?: readonly string[];
  readonly holds: string;
};

type Tool = { readonly name: string; readonly config?: string; readonly rows: readonly Row[] };

const off = (
  ...values: readonly string[]
): { readonly env: Record<string, string>; readonly holds: string }[] =>
  values.map((value) => ({ env: { DO_NOT_TRACK: value }, holds: 'off, do-not-track' }));

const TOOLS: readonly Tool[] = [
  {
    name: 'agora',
    config: '.agora/config.json',
    rows: [
      { holds: 'off, default' },
      { env: { AGORA_SENTRY_ENABLED: '0' }, holds: 'off, variable' },
      { env: { AGORA_SENTRY_ENABLED: 'false' }, holds: 'off, variable' },
      { env: { AGORA_SENTRY_ENABLED: '1' }, holds: 'off, default' },
      { config: { telemetryEnabled: false }, holds: 'off, choice' },
      { config: { telemetryEnabled: false }, env: { AGORA_SENTRY_ENABLED: '1' }, holds: 'off, choice' },
      { config: { telemetryEnabled: true }, holds: 'off, default' },
      { env: { AGORA_TELEMETRY: 'errors' }, holds: 'errors, variable' },
      ...off('1', 'true'),
    ],
  },
  {
    name: 'go-tool-base',
    config: '.gtb/config.json',
    rows: [
      { holds: 'off, default' },
      { env: { TELEMETRY_ENABLED: 'true' }, holds: 'usage, variable' },
      { env: { TELEMETRY_ENABLED: 'nonsense' }, holds: 'off, variable' },
      { env: { TELEMETRY_ENABLED: '1', TELEMETRY_LOCAL: '1' }, holds: 'local, variable' },
      { env: { TELEMETRY_ENABLED: '0', TELEMETRY_LOCAL: '1' }, holds: 'off, variable' },
      { config: { telemetry: { enabled: true } }, holds: 'usage, choice' },
      { config: { telemetry: { enabled: true, local_only: true } }, holds: 'local, choice' },
      { config: { telemetry: { enabled: false, local_only: true } }, holds: 'off, choice' },
      {
        config: { telemetry: { enabled: false } },
        env: { TELEMETRY_ENABLED: '1' },
        holds: 'usage, variable',
      },
      { args: ['--force-enabled'], holds: 'usage, mandatory' },
      { args: ['--force-enabled'], env: { TELEMETRY_ENABLED: '0' }, holds: 'usage, mandatory' },
      { args: ['--force-enabled'], env: { DO_NOT_TRACK: '1' }, holds: 'off, do-not-track' },
      ...off('1', 'yes'),
    ],
  },
  {
    name: 'ox',
    config: '.config/sageox/config.json',
    rows: [
      { holds: 'off, default' },
      { env: { SAGEOX_TELEMETRY: 'false' }, holds: 'off, variable' },
      { env: { SAGEOX_TELEMETRY: '0' }, holds: 'off, variable' },
      { env: { SAGEOX_FRICTION: 'false' }, holds: 'errors, variable' },
      { env: { SAGEOX_TELEMETRY: 'false', SAGEOX_FRICTION: 'false' }, holds: 'off, variable' },
      { config: { telemetry_enabled: false }, holds: 'off, choice' },
      { config: { telemetry_enabled: false }, env: { SAGEOX_TELEMETRY: 'true' }, holds: 'off, choice' },
      ...off('1', 'true'),
    ],
  },
  {
    name: 'cagent',
    rows: [
      { holds: 'off, default' },
      ...['false', '0', 'FALSE', 'off', 'no', ''].map((value) => ({
        env: { TELEMETRY_ENABLED: value },
        holds: 'off, variable',
      })),
      { env: { TELEMETRY_ENABLED: 'true' }, holds: 'usage, variable' },
      { env: { TELEMETRY_ENABLED: 'true', DO_NOT_TRACK: '1' }, holds: 'off, do-not-track' },
      ...off('1', 'true'),
    ],
  },
];

describe.each(TOOLS)('the switches of $name', ({ name, config, rows }) => {
  test.each(rows)('$env $config $args: $holds', ({ holds, ...given }) => {
    const { choice, source, locked, reason } = ask(name, config, given);
    expect(`${choice}, ${source}`).toBe(holds);
    expect(locked).toBe(source === 'mandatory');
    expect(reason).toMatch(/\.$/);
  });
});

type Said = {
  readonly choice: string;
  readonly source: string;
  readonly locked: boolean;
  readonly reason: string;
};

function ask(
  name: string,
  path: string | undefined,
  { env = {}, config, args = [] }: Omit<Row, 'holds'>,
): Said {
  const home = mkdtempSync(join(tmpdir(), 'aliases-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  if (path !== undefined && config !== undefined) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), JSON.stringify(config));
  }
  const tool = join(import.meta.dirname, `../bin/${name}.js`);
  const whole = { PATH: process.env['PATH'], HOME: home, USERPROFILE: home, LOCALAPPDATA: home, ...env };
  return JSON.parse(
    execFileSync(process.execPath, [tool, ...args], { env: whole, cwd: home, encoding: 'utf8' }),
  ) as Said;
}
