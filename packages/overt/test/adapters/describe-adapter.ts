import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testTelemetry } from 'overt/testing';
import { OUTLINE } from '../../src/commands/outline.ts';
import { readDelivered } from '../harness/delivered.ts';
import { makePlace, removePlace, type Place } from '../harness/place.ts';
import { runTool, startTool } from '../harness/run-tool.ts';
import { settle } from '../harness/settle.ts';
import { snapshot } from '../harness/snapshot.ts';
import { compare, runAndRead, toRun, type Fixture } from './adapter-runs.ts';
import { PLANTED, SCENARIOS, type Recorded, type Scenario } from './scenarios.ts';

/** An adapter, and where it differs from what all others do. */
export type AdapterUnderTest = Fixture & {
  /** Why the running Node cannot run the framework, if it cannot. */
  readonly whyNot?: string | undefined;
  /** Where something else is recorded than scenarios.ts says, and why. */
  readonly differs?: Readonly<Record<string, Partial<Recorded> & { readonly why: string }>>;
  /** What the framework has none of, and why. */
  readonly lacks?: Readonly<Record<string, string>>;
  /** Where the list of commands looks otherwise as a whole because one was added, and why. */
  readonly relists?: Readonly<Record<string, string>>;
  /** What is asked of it alone. */
  readonly more?: readonly Scenario[];
  /** What is typed for help on the telemetry command. @default ['telemetry', '--help'] */
  readonly help?: readonly string[];
  /** Wires what may be no program of the framework. */
  readonly follow: (telemetry: ReturnType<typeof testTelemetry>['telemetry'], program: never) => unknown;
};

/** The promises of an adapter: what it records, what it never does, and that the tool is the same with it as without. */
export function describeAdapter(under: AdapterUnderTest): void {
  const { name, framework = name, whyNot } = under;
  const skipped = whyNot === undefined ? '' : `, skipped: ${whyNot}`;
  describe.skipIf(whyNot !== undefined)(`${framework}${skipped}`, () => {
    let place: Place;
    beforeAll(() => {
      place = makePlace(`adapter-${name}`);
    });
    afterAll(() => removePlace(place));
    const here = (): Place => place;
    describe('records', () => void describeRecords(here, under));
    describe('the telemetry command', () => void describeManaged(here, under));
    testOff(under);
    testWrongPrograms(under);
    testLeft(here, under);
  });
}

function describeRecords(here: () => Place, under: AdapterUnderTest): void {
  const { lacks = {}, differs = {}, relists = {}, more = [] } = under;
  const known = [...SCENARIOS, ...more].map(({ what }) => what);
  test.for([...SCENARIOS, ...more])('$what', async (scenario, { skip }) => {
    const reason = lacks[scenario.what];
    if (reason !== undefined) skip(reason);
    const run = toRun(under, scenario);
    const bare = await runTool(here(), { ...run, stub: true });
    const { ended, recorded } = await runAndRead(here(), run);
    const [whole, without] = compare(ended, bare);
    if (relists[scenario.what] === undefined) expect(whole).toEqual(without);
    else expect({ code: ended.code, error: ended.stderr }).toEqual({ code: bare.code, error: bare.stderr });
    const { why: _, ...other } = differs[scenario.what] ?? { why: '' };
    const { friction, ...expected } = { exitCode: ended.code, ...scenario.recorded, ...other };
    const where = friction === undefined ? {} : { friction: `${friction} of ${expected.command}` };
    expect(recorded).toEqual([{ ...expected, ...where }]);
  });

  test('nothing else than the table says', () => {
    expect(known).toEqual(
      expect.arrayContaining([lacks, differs, relists].flatMap((rows) => Object.keys(rows))),
    );
    const whys = [lacks, relists].flatMap((rows) => Object.values(rows));
    for (const why of [...whys, ...Object.values(differs).map((other) => other.why)])
      expect(why.length).toBeGreaterThan(10);
  });
}

function describeManaged(here: () => Place, under: AdapterUnderTest): void {
  const ask = async (
    ...args: readonly string[]
  ): Promise<{ code: number | null; out: string; error: string }> => {
    const { ended, recorded } = await runAndRead(here(), toRun(under, { args }));
    expect(recorded).toEqual([]);
    return { code: ended.code, out: ended.stdout, error: ended.stderr };
  };

  test('says what holds, alone and with flags', async () => {
    expect(await ask('telemetry')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Telemetry is on/),
      error: '',
    });
    const { out } = await ask('telemetry', 'status', '--json');
    expect(JSON.parse(out)).toMatchObject({ ok: true, level: 'usage' });
    expect(await ask('telemetry', 'status', '--quiet')).toEqual({ code: 0, out: '', error: '' });
  });

  test('takes values and words', async () => {
    const { out } = await ask('telemetry', 'log', '--since', '24h', '--json');
    expect(JSON.parse(out)).toMatchObject({ ok: true });
    expect(await ask('telemetry', 'log', '--since=never')).toMatchObject({ code: 2, out: '' });
    expect(await ask('telemetry', 'enable', 'everything')).toMatchObject({
      code: 2,
      error: 'scan: Expected errors, usage, full or local, got "everything".\n',
    });
    expect(await ask('telemetry', 'crashes', 'show', 'nothing')).toMatchObject({ out: '' });
  });

  test('is explained by the framework', async () => {
    const { code, out, error } = await ask(...(under.help ?? ['telemetry', '--help']));
    expect(code).toBe(0);
    for (const [name, { summary }] of Object.entries(OUTLINE)) {
      expect(`${out}${error}`).toContain(name);
      expect(`${out}${error}`.replaceAll(/\s+/g, ' ')).toContain(summary);
    }
  });

  test('of which there is none', async () => {
    expect(await ask('telemetry', 'qwertz')).not.toMatchObject({ code: 0 });
  });
}

function testOff(under: AdapterUnderTest): void {
  test('leaves no file where telemetry is off, and changes nothing', async ({ onTestFinished }) => {
    const place = makePlace(`adapter-off-${under.name}`);
    onTestFinished(() => removePlace(place));
    const before = snapshot(place.root);
    for (const [args, act] of [
      [['deploy', 'x']],
      [['deploy', 'x'], 'reject'],
      [['nothing-known']],
    ] as const) {
      const run = toRun(under, { args, ...(act === undefined ? {} : { act }), env: { DO_NOT_TRACK: '1' } });
      const [whole, without] = compare(
        await runTool(place, run),
        await runTool(place, { ...run, stub: true }),
      );
      expect(whole).toEqual(without);
    }
    expect(snapshot(place.root)).toEqual(before);
  });
}

function testWrongPrograms({ follow }: AdapterUnderTest): void {
  const wrong = {
    undefined,
    null: null,
    'an object': {},
    text: 'program',
    'an array': [],
    'a parser': { parse: () => {} },
  };
  test.each(Object.entries(wrong))('refuses %s when it is wired', (_what, program) => {
    const home = mkdtempSync(join(tmpdir(), 'overt-adapter-'));
    const { telemetry } = testTelemetry({ home });
    try {
      expect(() => follow(telemetry, program as never)).toThrow(
        expect.objectContaining({
          code: 'OVERT_INVALID_OPTION',
          message: expect.stringMatching(/^Expected .*\d\.$/),
        }),
      );
    } finally {
      rmSync(home, { recursive: true });
    }
  });
}

/** Last, since it looks at what all others have recorded. */
function testLeft(here: () => Place, under: AdapterUnderTest): void {
  test('nothing that was typed leaves, and a command that is killed is known', async () => {
    const { child, ended } = startTool(here(), toRun(under, { args: ['deploy', 'qwertz'], act: 'wait' }));
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const { signal } = await ended;
    expect(signal).toBe('SIGINT');
    await settle(here());
    const events = readDelivered(here());
    const abandoned = events
      .filter(({ name }) => name === 'command.abandoned')
      .map(({ props }) => props['command']);
    expect(abandoned).toEqual(['deploy']);
    expect(events.filter(({ name }) => name === 'command.invocation').length).toBeGreaterThan(20);
    const bytes = readFileSync(here().sinkFile, 'utf8');
    for (const planted of PLANTED) expect(bytes).not.toContain(planted);
  });
}
