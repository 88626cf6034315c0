import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import Ajv04 from 'ajv-draft-04';
import { describe, expect, test } from 'vitest';
import { daysAhead, defining, FINE, makeTool } from './make-tool.ts';
import { runCli } from './run-cli.ts';

type Finding = {
  rule: string;
  severity: string;
  event?: string;
  field?: string;
  file: string;
  line: number;
  column: number;
};
type JsonReport = {
  errors: number;
  warnings: number;
  findings: Finding[];
  suppressed: (Finding & { reason: string })[];
  notes: string[];
};

const MANIFEST = { overt: { telemetry: './telemetry.ts' } };
/** Two errors and one warning, and the SDK refuses it at the first of them. */
const FAULTY = `    'Scan Finished': { why: 'TODO', owner: 'cli team', expires: '${daysAhead(300)}', fields: {} },
    'scan.started': {
      why: 'To see how often people scan.', owner: 'cli team', expires: '${daysAhead(300)}',
      fields: {
        scanTime: count(),
      },
    },`;
const places = (report: JsonReport): string[] =>
  report.findings.map(({ rule, file, line, column }) => `${file}:${line}:${column} ${rule}`);

async function checkJson(folder: string, ...args: string[]): Promise<JsonReport> {
  const { stdout } = await runCli(['check', '--json', ...args], { cwd: folder });
  return JSON.parse(stdout) as JsonReport;
}

describe('overt check', () => {
  test('is content with what is without fault', async () => {
    const folder = makeTool({ 'telemetry.ts': defining(FINE) }, MANIFEST);
    expect(await runCli(['check'], { cwd: folder })).toEqual({
      code: 0,
      stdout: '0 errors, 0 warnings\n',
      stderr: '',
    });
  });

  test('reports all faults at once, in place, also of what the SDK refuses', async () => {
    const folder = makeTool({ 'telemetry.ts': defining(FAULTY) }, MANIFEST);
    const ended = await runCli(['check'], { cwd: folder });
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout.split('\n').map((line) => line.slice(0, line.indexOf(':', 20)))).toEqual([
      'telemetry.ts:7:5  error  event-name  Scan Finished',
      'telemetry.ts:7:5  error  placeholder-why  Scan Finished',
      'telemetry.ts:11:9  warning  missing-unit  scan.started / scanTime',
      '2 errors, 1 warnin',
      '',
    ]);
  });

  test('finds what is declared twice: in one object, and in two that are spread into one', async () => {
    const declared = `{ why: 'To see how large projects are.', owner: 'cli team', expires: '${daysAhead(300)}' }`;
    const folder = makeTool(
      {
        'src/telemetry.ts': `import { defineTelemetry, noop } from 'overt';
import { shared } from './shared.js';
export const telemetry = defineTelemetry({ tool: 'scan', version: '1.0.0', sinks: [noop()], events: {
  ...shared,
  'cache.cleared': ${declared},
  'scan.finished': ${declared},
  ["cache.cleared"]: ${declared} as const,
} });`,
        'src/shared.ts': `type Shared = unknown;\nexport const shared = {\n  'scan.finished': ${declared},\n} as const satisfies Shared;`,
      },
      { overt: { telemetry: './src/telemetry.ts' } },
    );
    const report = await checkJson(folder);
    expect(places(report).filter((place) => place.endsWith('duplicate-event'))).toEqual([
      'src/shared.ts:3:3 duplicate-event',
      'src/telemetry.ts:7:4 duplicate-event',
    ]);
  });

  test('finds a place where a helper makes the declarations', async () => {
    const source = `import { defineTelemetry, noop } from 'overt';
const made = (why) => ({ why, owner: 'me', expires: '${daysAhead(300)}' });
defineTelemetry({ tool: 'scan', version: '1.0.0', sinks: [noop()], events: {
  'scan.finished': made('To see how large projects are.'),
} });`;
    const folder = makeTool({ 'telemetry.js': source });
    const report = await checkJson(folder, '--from', 'telemetry.js');
    expect(places(report)).toEqual(['telemetry.js:4:3 placeholder-owner']);
  });

  test('says what the SDK refuses besides the events', async () => {
    const folder = makeTool({ 'telemetry.ts': defining(FINE, `sinks: [],`) }, MANIFEST);
    const { findings } = await checkJson(folder);
    expect(findings).toMatchObject([{ rule: 'refused', file: 'telemetry.ts', line: 1 }]);
    expect(JSON.stringify(findings)).toContain(
      'Expected the `sinks` option to be a list of at least one sink',
    );
  });

  test('says where a sink is', async () => {
    const sinks = `sinks: [noop(),\n    http({ url: 'http://telemetry.example.com/in', deletion: { kind: 'event' } })],`;
    const folder = makeTool({ 'telemetry.ts': defining(FINE, sinks) }, MANIFEST);
    expect(places(await checkJson(folder))).toEqual(['telemetry.ts:6:17 insecure-sink']);
  });

  test('warnings fail only when there are more than allowed', async () => {
    const folder = makeTool(
      { 'telemetry.ts': defining(FINE.replace('took', 'elapsed').replace('durationMs', 'count')) },
      MANIFEST,
    );
    const codeOf = async (...args: string[]): Promise<number | null> =>
      (await runCli(['check', ...args], { cwd: folder })).code;
    expect((await checkJson(folder)).warnings).toBe(1);
    expect([
      await codeOf(),
      await codeOf('--max-warnings', '1'),
      await codeOf('--max-warnings', '0'),
    ]).toEqual([0, 0, 1]);
  });

  test('suppressions take out what they name, and are found when they name nothing', async () => {
    const suppress = [
      {
        rule: 'missing-unit',
        event: 'scan.started',
        field: 'scanTime',
        reason: 'It counts scans of time zones.',
      },
      { rule: 'free-text', reason: 'It is gone.' },
      { rule: 'event-name', event: 'Scan Finished', reason: 'We like capitals.' },
      { rule: 'placeholder-why' },
    ];
    const folder = makeTool({ 'telemetry.ts': defining(FAULTY) }, { overt: { ...MANIFEST.overt, suppress } });
    const report = await checkJson(folder);
    expect(report.suppressed).toMatchObject([
      { rule: 'missing-unit', reason: 'It counts scans of time zones.' },
    ]);
    expect(places(report)).toEqual([
      'package.json:1:1 suppression-without-reason',
      'package.json:1:1 unknown-suppression',
      'package.json:1:1 unused-suppression',
      'telemetry.ts:7:5 event-name',
      'telemetry.ts:7:5 placeholder-why',
    ]);
  });

  test('compares with the last release: a file, or a git ref', async () => {
    const folder = makeTool({ 'telemetry.ts': defining(FINE) }, MANIFEST);
    await runCli(['docs'], { cwd: folder });
    const git = (...args: string[]): unknown =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd: folder,
        stdio: 'pipe',
      });
    git('init', '-q');
    git('add', 'telemetry.schema.json');
    git('commit', '-qm', 'release');
    git('tag', 'v1');
    writeFileSync(
      join(folder, 'telemetry.ts'),
      defining(
        FINE.replace('files: count()', 'lines: count()')
          .replace(`'fast', 'full'`, `'fast', 'deep'`)
          .replace('durationMs', 'bytes'),
      ),
    );
    const expected = ['changed-kind', 'narrowed-field', 'new-required-field', 'removed-field'];
    for (const against of ['v1', 'telemetry.schema.json']) {
      const { findings } = await checkJson(folder, '--against', against);
      expect(findings.map(({ rule }) => rule).toSorted()).toEqual(expected);
    }
    expect((await checkJson(folder)).findings).toEqual([]);
    const suppress = expected.map((rule) => ({ rule, reason: 'Nobody stores it yet.' }));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ overt: { ...MANIFEST.overt, suppress } }));
    expect(await checkJson(folder, '--against', 'v1')).toMatchObject({
      findings: [],
      suppressed: [{}, {}, {}, {}],
    });
    // Without the comparison nobody can say that these are not needed.
    expect((await checkJson(folder)).findings).toEqual([]);
    const lost = await runCli(['check', '--against', 'v2'], { cwd: folder });
    expect(lost).toMatchObject({ code: 2, stdout: '' });
    expect(lost.stderr).toMatch(
      /^overt: "v2" is neither a file nor a git ref with telemetry\.schema\.json in it: .*\n$/,
    );
    const wrong = await runCli(['check', '--against', 'package.json'], { cwd: folder });
    expect(wrong.stderr).toBe('overt: package.json is not a schema that `overt docs` wrote.\n');
  });
});

describe('for other programs', () => {
  const suppress = [{ rule: 'missing-unit', reason: 'It counts scans.' }];
  const makeFaulty = (): string =>
    makeTool({
      'pkg/telemetry.ts': defining(FAULTY),
      'pkg/package.json': JSON.stringify({ overt: { telemetry: './telemetry.ts', suppress } }),
    });

  test('SARIF is valid by the schema of the standard, and marks what is suppressed', async () => {
    const folder = makeFaulty();
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const { code, stdout } = await runCli(['check', '--sarif'], { cwd: join(folder, 'pkg') });
    const sarif = JSON.parse(stdout) as {
      runs: { tool: { driver: { rules: { id: string }[] } }; results: object[] }[];
    };
    const schemaFile = createRequire(import.meta.url).resolve(
      '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
    );
    const ajv = addFormats.default(
      new Ajv04.default({ strict: false, allErrors: true, unicodeRegExp: false }),
    );
    const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);
    validate(sarif);
    expect(validate.errors).toBeNull();
    expect(validate({ ...sarif, runs: [{}] })).toBe(false);
    expect(code).toBe(1);
    const [run] = sarif.runs;
    expect(run?.results).toMatchObject([
      {
        ruleId: 'event-name',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'pkg/telemetry.ts' },
              region: { startLine: 7, startColumn: 5 },
            },
          },
        ],
      },
      { ruleId: 'placeholder-why' },
      { ruleId: 'missing-unit', suppressions: [{ justification: 'It counts scans.' }] },
    ]);
    const results = (run?.results ?? []) as { ruleId: string; ruleIndex: number }[];
    expect(results.map(({ ruleIndex }) => run?.tool.driver.rules[ruleIndex]?.id)).toEqual(
      results.map(({ ruleId }) => ruleId),
    );
  });

  test('annotations name the file from the root of the repository', async () => {
    const folder = makeFaulty();
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const { code, stdout } = await runCli(['check', '--github'], { cwd: join(folder, 'pkg') });
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(
        /^::error file=pkg\/telemetry\.ts,line=7,col=5,title=overt%3A event-name::Scan Finished: "Scan/,
      ),
      expect.stringMatching(/^::error file=pkg\/telemetry\.ts,line=7,col=5,title=overt%3A placeholder-why::/),
      '',
    ]);
  });

  test('the rules can be listed', async () => {
    const folder = makeTool({});
    const text = await runCli(['rules'], { cwd: folder });
    const json = JSON.parse((await runCli(['rules', '--json'], { cwd: folder })).stdout) as object[];
    expect(text.stdout.trim().split('\n')).toHaveLength(json.length);
    expect(json).toContainEqual(
      expect.objectContaining({ id: 'free-text', severity: 'warning', isSuppressible: true }),
    );
  });
});
