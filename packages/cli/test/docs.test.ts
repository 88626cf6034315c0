import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { BUILTIN_EVENTS, FIELD_BOUNDS } from 'overt/catalogue';
import { describe, expect, test } from 'vitest';
import { defining, FINE, makeTool } from './make-tool.ts';
import { runCli, runNode, type Ended } from './run-cli.ts';

const ALL_KINDS = `    'scan.finished': {
      why: 'To see | how _large_ projects are.',
      owner: 'cli team',
      expires: '2099-01-01',
      level: 'full',
      fields: {
        files: count(), took: durationMs({ optional: true }), size: bytes(), cached: flag(), engine: version(),
        mode: oneOf(['fast', 'full']), language: slug(), command: slug({ maxWords: 3 }), project: hash(),
        note: text({ maxLength: 20 }),
      },
    },`;

async function makeDocs(source: string, manifest: object = {}): Promise<{ folder: string; ended: Ended }> {
  const folder = makeTool(
    { 'telemetry.js': source },
    { overt: { telemetry: './telemetry.js' }, ...manifest },
  );
  return { folder, ended: await runCli(['docs'], { cwd: folder }) };
}

describe('overt docs', () => {
  test('writes both documents, says so, and then finds them fresh', async () => {
    const { folder, ended } = await makeDocs(defining(FINE));
    expect(ended).toEqual({
      code: 0,
      stdout: 'TELEMETRY.md is written\ntelemetry.schema.json is written\n',
      stderr: '',
    });
    const again = await runCli(['docs'], { cwd: folder });
    expect(again.stdout).toBe('TELEMETRY.md is fresh\ntelemetry.schema.json is fresh\n');
    expect(await runCli(['docs', '--check'], { cwd: folder })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('--check says what differs when the catalogue has changed, and changes nothing', async () => {
    const { folder } = await makeDocs(defining(FINE));
    const before = readFileSync(join(folder, 'TELEMETRY.md'), 'utf8');
    writeFileSync(join(folder, 'telemetry.js'), defining(FINE.replace('cli team', 'scan team')));
    const ended = await runCli(['docs', '--check'], { cwd: folder });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/TELEMETRY\.md is stale.*\n {2}- .*cli team\.\n {2}\+ .*scan team\.\n/);
    expect(ended.stderr).toContain('telemetry.schema.json is stale');
    expect(ended.stderr).toMatch(/run `overt docs` and commit what it writes\.\n$/);
    expect(readFileSync(join(folder, 'TELEMETRY.md'), 'utf8')).toBe(before);
  });

  test('--check asks for a document that is missing', async () => {
    const folder = makeTool({ 'overt.config.js': defining(FINE) });
    const ended = await runCli(['docs', '--check'], { cwd: folder });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('TELEMETRY.md is missing.');
  });

  test('--check takes a file that a formatter or git has only laid out anew', async () => {
    const { folder } = await makeDocs(defining(FINE));
    const schema = join(folder, 'telemetry.schema.json');
    const page = join(folder, 'TELEMETRY.md');
    writeFileSync(schema, JSON.stringify(JSON.parse(readFileSync(schema, 'utf8'))));
    writeFileSync(page, readFileSync(page, 'utf8').replaceAll(/ +\|/g, ' |').replaceAll('\n', '\r\n'));
    expect(await runCli(['docs', '--check'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
  });

  test('--out, --schema-out and the package say where; --stdout writes nothing', async () => {
    const overt = { telemetry: './telemetry.js', docs: 'PRIVACY.md', schema: 'events.json' };
    const { folder, ended } = await makeDocs(defining(FINE), { overt });
    expect(ended.stdout).toBe('PRIVACY.md is written\nevents.json is written\n');
    const elsewhere = await runCli(['docs', '--out', 'a.md', '--schema-out', 'b.json'], { cwd: folder });
    expect(elsewhere.stdout).toBe('a.md is written\nb.json is written\n');
    const page = readFileSync(join(folder, 'PRIVACY.md'), 'utf8');
    expect((await runCli(['docs', '--stdout'], { cwd: folder })).stdout).toBe(page);
    const schema = readFileSync(join(folder, 'events.json'), 'utf8');
    expect((await runCli(['docs', '--stdout', 'schema'], { cwd: folder })).stdout).toBe(schema);
  });

  test('a catalogue that the SDK refuses, or a file that cannot be written, is one clear line', async () => {
    const refused = await makeDocs(defining(`'Bad': {},`));
    expect(refused.ended).toMatchObject({ code: 2, stdout: '' });
    expect(refused.ended.stderr).toMatch(/^overt: .*telemetry\.js: Expected the `events` option .*\n$/);
    const { folder } = await makeDocs(defining(FINE));
    const ended = await runCli(['docs', '--out', 'no/such/folder.md'], { cwd: folder });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^overt: .*folder\.md cannot be written: ENOENT.*\n$/);
  });
});

describe('the page', () => {
  const pageOf = async (source: string, overt: object = {}): Promise<string> => {
    const folder = makeTool({ 'telemetry.js': source }, { overt });
    return (await runCli(['docs', '--from', 'telemetry.js', '--stdout'], { cwd: folder })).stdout;
  };

  test('lists every event, field, switch and receiver', async () => {
    const page = await pageOf(
      defining(
        ALL_KINDS,
        `sinks: [http({ url: 'https://u:p@t.example.com/in?key=k1', headers: { 'x-key': 'k2' } })],`,
      ),
    );
    for (const name of Object.keys(BUILTIN_EVENTS)) expect(page).toContain(`\`${name}\``);
    for (const text of [
      'To see \\| how \\_large\\_ projects are.',
      'Level `full`, recorded until 2099-01-01. Owner: cli team.',
      '| `took`     | a time in milliseconds; may be left out ',
      '| `mode`     | `fast` or `full` ',
      '`SCAN_TELEMETRY=off`',
      'kept for at most 21 days and 32 MiB',
      'at most 14 days and 4 MiB',
      '- To `https://t.example.com/in`.',
      '`scan telemetry delete`',
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/k1|k2|u:p/);
    expect(page.indexOf('1. `DO_NOT_TRACK`')).toBeLessThan(page.indexOf('3. `SCAN_TELEMETRY`'));
  });

  test('speaks of free text, hashes and an id only where there are any', async () => {
    const full = await pageOf(defining(ALL_KINDS));
    expect(full).toContain(
      'At that level only `scan.finished.note` and the messages of errors (in a `stack`) can hold it.',
    );
    expect(full).toContain(
      'The value of `scan.finished.project`, `session` and `parentSession`: only a fingerprint leaves',
    );
    expect(full).not.toContain('Your paths, web addresses');
    const plain = await pageOf(defining(FINE, `sinks: [noop()], identity: 'none',`));
    expect(plain).toContain('At that level only the messages of errors (in a `stack`) can hold it.');
    expect(plain).toContain('Your paths, web addresses and e-mail addresses.');
    expect(plain).toContain('An id. Events of two runs');
    expect(plain).toContain('The value of `session` and `parentSession`: only a fingerprint leaves');
    expect(plain).not.toContain('`install`');
  });

  test.each([
    ['ask', ' only after you have said yes', '6. Until you have been asked: off.'],
    [
      'on',
      ', unless you switch that off',
      '6. If nobody has said anything: `errors`, from when you have been told so.',
    ],
    ['off', ' only if you switch that on', '6. If nobody has said anything: off.'],
  ])('says what holds by default: %s', async (fallback, opening, last) => {
    const page = await pageOf(
      defining(FINE, `sinks: [noop()], consent: { default: '${fallback}', level: 'errors' },`),
    );
    expect(page).toContain(`scan records what goes wrong in it${opening}.`);
    expect(page).toContain(last);
  });

  test.each([
    ['errors: { ask: true }', true],
    ["errors: { ask: true }, consent: { default: 'on' }", false],
    ['errors: {}', false],
  ])('says what is held of a crash, if anything is: %s', async (options, isHeld) => {
    const page = await pageOf(defining(FINE, `sinks: [noop()], ${options},`));
    expect(page.includes('a report of a crash is written to `held`')).toBe(isHeld);
    expect(page.includes('5 such reports are kept at most, for at most 14 days')).toBe(isHeld);
  });

  test('says nothing of what only the options would tell', async () => {
    const page = await pageOf(
      `export const events = {\n  'a.b': { why: 'w', owner: 'o', expires: 'never' },\n};`,
    );
    expect(page).toContain('# Telemetry of scan\n');
    expect(page).not.toMatch(/Where it goes|said yes/);
  });

  test('says which events a receiver gets, of how many runs, and how they are erased there', async () => {
    const page = await pageOf(
      defining(
        FINE,
        `sampling: { rate: 0.1, by: 'install', events: { 'scan.*': 0.005 } }, traces: true,
        quota: { perDay: 1000, events: { 'command.invocation': 20 } },
        sinks: [
          http({ url: 'https://one.example.com', filter: { level: 'errors', sample: 0.5 }, deletion: { kind: 'email', to: 'me@example.com' } }),
          http({ url: 'https://two.example.com', filter: { only: ['scan.*', 'crash'], except: ['error'] }, deletion: { kind: 'none', text: 'It is gone there after a day.' } }),
          http({ url: 'https://three.example.com', deletion: { kind: 'event' } }),
        ],`,
      ),
    );
    for (const text of [
      '- To `https://one.example.com`. Only events of level `errors` or below. Of 50 % of the runs; reports of errors of all. A letter to me@example.com is prepared',
      '- To `https://two.example.com`. Only `scan.*` and `crash`. Not `error`. It is gone there after a day.\n',
      '- To `https://three.example.com`. Its operator is asked for you to erase',
      'Events of 10 % of the installations are sent, and all reports of errors. Other shares of the installations: `scan.*` of 0.5 %.',
      'no more is sent than 1000 events in a day and 20 `command.invocation` in an hour.',
      'if `TRACEPARENT` is set, its ids are sent with usage',
    ])
      expect(page).toContain(text);
  });

  test('says what the author settled besides', async () => {
    const consent = (more: string): string => defining(FINE, `sinks: [noop()], consent: { ${more} },`);
    const page = await pageOf(
      consent(`aliases: [{ variable: 'NO_STATS', yes: 'off', no: 'ignore' }], ci: 'on', policyFile: '/etc/scan.json',
        configured: undefined, text: { command: 'scan privacy' }`),
    );
    expect(page).toContain('These count as well: `NO_STATS` (a yes means `off`, a no means nothing).');
    expect(page).toContain('5. In CI: `usage`.');
    expect(page).toContain('2. A policy file, written by who manages the machine');
    expect(page).toContain('It is `/etc/scan.json`.');
    expect(page).toContain('Its own setting for that counts too');
    expect(page).toContain('`scan privacy show`');
    const mandatory = await pageOf(consent('mandatory: true'));
    expect(mandatory).toContain('scan records how it is used; it cannot be used without.');
    expect(mandatory).toMatch(
      /3\. scan works with telemetry only, at the level `usage`\. Only the two above switch it off\.\n\n/,
    );
    expect(mandatory).not.toContain('SCAN_TELEMETRY');
  });

  test('names no commands that the tool does not have', async () => {
    const page = await pageOf(defining(FINE), { command: false });
    expect(page).not.toContain('scan telemetry');
    expect(page).toContain('Removing the folder deletes all of it');
  });
});

describe('the schema', () => {
  const validatorOf = (text: string): ((event: unknown) => boolean) => {
    const ajv = new Ajv2020({ strict: true });
    ajv.addVocabulary([
      'x-overt-kind',
      'x-overt-max-words',
      'x-overt-owner',
      'x-overt-expires',
      'x-overt-builtin',
      'x-overt-text-version',
    ]);
    const validate = ajv.compile(JSON.parse(text) as object);
    return (event) => validate(event);
  };

  test('takes what a real tool sends, and nothing else', async () => {
    const options = `sinks: [file({ path: process.env.OUT })], consent: { default: 'on', level: 'full' }, delivery: { mode: 'inline' },`;
    const tool = `import { telemetry } from './telemetry.js';
await telemetry.command('scan all', async () => {
  telemetry.track('scan.finished', {
    files: 3, took: 1.5, size: 9, cached: true, engine: '1.2.3-beta.1', mode: 'fast', language: 'Type/Script',
    command: 'Remote add', project: 'secret-project', note: 'a note of more than twenty characters',
  });
  telemetry.track('scan.finished', {
    files: 3, size: 9, cached: true, engine: 'nightly!', mode: 'full', language: 'c', command: 'a b c d', project: '', note: '',
  });
  telemetry.track('friction', { kind: 'unknown-flag' });
});`;
    const folder = makeTool({ 'telemetry.js': defining(ALL_KINDS, options), 'tool.js': tool });
    const env = {
      OUT: join(folder, 'out.ndjson'),
      SCAN_TELEMETRY: 'full',
      SCAN_TELEMETRY_TAGS: 'team=core',
      CLAUDECODE: '1',
      CLAUDE_CODE_SESSION_ID: 'b1f7',
    };
    const { stdout } = await runCli(['docs', '--from', 'telemetry.js', '--stdout', 'schema'], {
      cwd: folder,
      env,
    });
    const isValid = validatorOf(stdout);
    expect(await runNode(['tool.js'], { cwd: folder, env })).toEqual({ code: 0, stdout: '', stderr: '' });
    const lines = readFileSync(env.OUT, 'utf8').trim().split('\n');
    const sent = lines.map(
      (line) => JSON.parse(line) as { name: string; level: string; props: object; resource: object },
    );
    expect(sent.map(({ name }) => name).toSorted()).toEqual([
      'command.invocation',
      'friction',
      'scan.finished',
      'scan.finished',
    ]);
    for (const event of sent) {
      expect([event, isValid(event)]).toEqual([event, true]);
      expect(isValid({ ...event, level: 'off' })).toBe(false);
      expect(isValid({ ...event, name: 'other.event' })).toBe(false);
      expect(isValid({ ...event, extra: 1 })).toBe(false);
      expect(isValid({ ...event, props: { ...event.props, extra: 1 } })).toBe(false);
      expect(isValid({ ...event, resource: { ...event.resource, host: 'x' } })).toBe(false);
    }
  });

  test('bounds each kind as the SDK does', async () => {
    const folder = makeTool({ 'telemetry.js': defining(ALL_KINDS) });
    const { stdout } = await runCli(['docs', '--from', 'telemetry.js', '--stdout', 'schema'], {
      cwd: folder,
    });
    const isValid = validatorOf(stdout);
    const page = (await runCli(['docs', '--from', 'telemetry.js', '--stdout'], { cwd: folder })).stdout;
    const example = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '') as {
      props: Record<string, unknown>;
      resource: object;
    };
    const withProp = (name: string, value: unknown): boolean =>
      isValid({ ...example, props: { ...example.props, [name]: value } });
    const word = 'a'.repeat(FIELD_BOUNDS.maxSlugWordLength);
    expect(isValid(example)).toBe(true);
    const good = {
      language: word,
      command: `${word} b.c d_e`,
      mode: 'full',
      files: 0,
      engine: 'other',
      note: 'x'.repeat(20),
    };
    const bad = {
      language: `${word}a`,
      command: 'a b c d',
      mode: 'slow',
      files: 1.5,
      engine: 'x',
      note: 'x'.repeat(21),
      cached: 1,
    };
    for (const [name, value] of Object.entries(good))
      expect([name, withProp(name, value)]).toEqual([name, true]);
    for (const [name, value] of Object.entries(bad))
      expect([name, withProp(name, value)]).toEqual([name, false]);
    // What the redaction on the way out may have made of it.
    expect(withProp('language', '[user]-script')).toBe(true);
    expect(withProp('language', 'Upper')).toBe(false);
    const tagged = (tags: object): boolean =>
      isValid({ ...example, resource: { ...example.resource, ...tags } });
    expect([tagged({ 'tag.team': 'core' }), tagged({ 'tag.team': 'a b' }), tagged({ 'tag.T': 'x' })]).toEqual(
      [true, false, false],
    );
    expect(withProp('project', 'secret-project')).toBe(false);
  });
});
