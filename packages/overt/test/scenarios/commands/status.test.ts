import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { askCommand, runCommand, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { storeConsent, type Place } from '../../harness/place.ts';
import { startRemote } from '../../harness/remote.ts';
import { runTool, type ToolRun } from '../../harness/run-tool.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { test } from '../../harness/test.ts';
import { startInbox } from '../../harness/inbox.ts';

type Told = {
  readonly level: string;
  readonly source: string;
  readonly reason: string;
  readonly locked: boolean;
  readonly local: boolean;
  readonly noticePending: boolean;
  readonly otherwise: readonly { readonly source: string; readonly choice: string }[];
};

type Rule = {
  readonly rule: string;
  readonly prepare?: (place: Place) => void;
  readonly run?: Partial<ToolRun>;
  readonly told: Partial<Told>;
};

const CHOSEN = (level: string) => (place: Place) => storeConsent(place.spool, { how: 'command', level });
const POLICY = (rule: unknown) => (place: Place) =>
  writeFileSync(join(place.root, 'policy.json'), JSON.stringify({ format: 1, tools: { scan: rule } }), {
    mode: 0o644,
  });
const PROJECT = (place: Place): void =>
  writeFileSync(join(place.cwd, '.overt.json'), '{"format":1,"tools":{"scan":{"atMost":"off"}}}');

const RULES: readonly Rule[] = [
  { rule: 'nothing', told: { level: 'off', source: 'default', noticePending: true } },
  {
    rule: 'a choice',
    prepare: CHOSEN('usage'),
    told: { level: 'usage', source: 'choice', otherwise: [expect.objectContaining({ source: 'default' })] },
  },
  { rule: 'a choice of off', prepare: CHOSEN('off'), told: { level: 'off', source: 'choice' } },
  { rule: 'a choice of local', prepare: CHOSEN('local'), told: { level: 'usage', local: true } },
  {
    rule: 'DO_NOT_TRACK',
    prepare: CHOSEN('usage'),
    run: { env: { DO_NOT_TRACK: '1' } },
    told: {
      level: 'off',
      source: 'do-not-track',
      reason: 'DO_NOT_TRACK is set to "1".',
      otherwise: [
        expect.objectContaining({ source: 'choice', choice: 'usage' }),
        expect.objectContaining({ source: 'default', choice: 'off' }),
      ],
    },
  },
  {
    rule: 'the variable',
    prepare: CHOSEN('usage'),
    run: { env: { SCAN_TELEMETRY: 'errors' } },
    told: { level: 'errors', source: 'variable' },
  },
  { rule: 'CI', run: { env: { CI: 'true' } }, told: { level: 'off', source: 'ci' } },
  {
    rule: 'a project',
    prepare: (place) => {
      CHOSEN('usage')(place);
      PROJECT(place);
    },
    told: { level: 'off', source: 'project' },
  },
  {
    rule: 'a policy',
    prepare: POLICY({ level: 'errors' }),
    run: { options: { consent: { policyFile: '$ROOT/policy.json' } } },
    told: { level: 'errors', source: 'policy', locked: true },
  },
  {
    rule: 'the author',
    run: { options: { consent: { mandatory: true } } },
    told: { level: 'usage', source: 'mandatory', locked: true },
  },
];

describe('status, where the rule that decides is', () => {
  test.for(RULES)('$rule', async ({ prepare, run = {}, told }, { place }) => {
    prepare?.(place);
    const settled = inPlace(place, run);
    const before = snapshot(place.root);
    const answer = await askCommand<Told>(place, ['status'], settled);
    expect(answer).toMatchObject({ ...told, code: 0 });
    const quiet = await runCommand(place, ['--quiet'], settled);
    expect(quiet).toMatchObject({ code: answer.level === 'off' ? 1 : 0, stdout: '', stderr: '' });
    const text = await succeed(place, [], settled);
    expect(text).toContain(answer.level === 'off' ? 'Telemetry is off.' : 'Telemetry is ');
    expect(text).toContain(answer.reason);
    expect(snapshot(place.root)).toEqual(before);
  });
});

describe('status', () => {
  test('reads well', async ({ place }) => {
    storeConsent(place.spool, { how: 'prompt', level: 'usage' });
    const inbox = await startInbox();
    const options = {
      consent: { default: 'ask' },
      sinks: [
        [
          'http',
          { url: `${inbox.url}/hook/s3cret?token=s3cret`, headers: { 'x-key': 's3cret' }, name: 'main' },
        ],
      ],
    } as const;
    await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options });
    await waitForCouriers(place.root);
    inbox.setFault('busy');
    await runTool(place, { fixture: 'next.mjs', options });
    await waitForCouriers(place.root);
    const text = await succeed(place, [], { options });
    await inbox.close();
    const stable = text
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>')
      .replaceAll(/[0-9a-f]{32}/g, '<id>')
      .replaceAll(/127\.0\.0\.1:\d+/g, '<host>')
      .replaceAll(place.root, '<root>')
      .replaceAll(/\d+ bytes|[\d.]+ kB/g, '<size>')
      .replaceAll(/\d+ seconds?|less than a second/g, '<age>');
    expect(stable).toMatchInlineSnapshot(`
      "Telemetry is on (usage).
        Why        You chose "usage".
        Choice     usage, on <time>, when you were asked (text 1)
        Otherwise  off: You have not been asked yet.
        Goes to    http  <host>  main
        Waiting    1 event, <size>, the oldest from <age> ago
        Last try   <time> to main: 1 event, not taken, to be tried again (status_503)
        Next try   <time> to main, after status_503
        Id         <id>
        Folder     <root>/state/scan/telemetry
        Journal    what was sent is kept for 14 days, 4.2 MB at most
      "
    `);
    expect(text).not.toContain('s3cret');
  });

  test('has this shape as data', async ({ place }) => {
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options: { consent: { default: 'ask' } } });
    await waitForCouriers(place.root);
    expect(shapeOf(await askCommand(place, ['status']))).toMatchInlineSnapshot(`
      {
        "choice": {
          "at": "number",
          "choice": "string",
          "how": "string",
          "isCurrent": "boolean",
          "text": "number",
        },
        "code": "number",
        "folders": [
          "string",
        ],
        "held": "number",
        "ids": {
          "install": "string",
          "past": "number",
        },
        "journal": {
          "maxAgeMs": "number",
          "maxBytes": "number",
        },
        "level": "string",
        "local": "boolean",
        "locked": "boolean",
        "noticePending": "boolean",
        "ok": "boolean",
        "otherwise": [
          {
            "choice": "string",
            "reason": "string",
            "source": "string",
          },
        ],
        "reason": "string",
        "requests": [],
        "sinks": [
          {
            "kind": "string",
            "last": {
              "batch": "number",
              "from": "number",
              "result": "string",
              "sent": "number",
              "sink": "string",
              "time": "number",
              "to": "number",
            },
            "name": "string",
            "place": "string",
          },
        ],
        "source": "string",
        "tool": "string",
        "version": "string",
        "waiting": {
          "bytes": "number",
          "events": "number",
          "openRuns": "number",
        },
      }
    `);
  });

  test('counts what waits, in the runs that go on too', async ({ place }) => {
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    const options = { consent: { default: 'ask' }, delivery: { intervalMs: 86_400_000 } };
    // The first run starts a courier; within the same interval no other does.
    for (const first of ['0', '10']) {
      await runTool(place, { fixture: 'work.mjs', args: [first, '3'], options });
      await waitForCouriers(place.root);
    }
    const remote = startRemote(place, { options });
    await remote.call('track', 'scan.step', { n: 1 });
    const { waiting } = await askCommand<{ waiting: { events: number; openRuns: number } }>(place, [], {
      options,
    });
    await remote.end();
    expect(waiting).toMatchObject({ events: 5, openRuns: 1 });
  });

  test.for(['ledger.json', 'install-id', 'consent.json', 'journal/deliveries.ndjson'])(
    'answers where %s is damaged',
    async (name, { place }) => {
      storeConsent(place.spool, { how: 'command', level: 'usage' });
      await runTool(place, {
        fixture: 'work.mjs',
        args: ['0', '3'],
        options: { consent: { default: 'ask' } },
      });
      await waitForCouriers(place.root);
      writeFileSync(join(place.spool, name), '{ "format": 1, "bat');
      const before = snapshot(place.root);
      const { level, code } = await askCommand<Told>(place, []);
      expect({ level, code }).toEqual({ level: name === 'consent.json' ? 'off' : 'usage', code: 0 });
      for (const command of ['show', 'log', 'export']) await succeed(place, [command]);
      expect(snapshot(place.root)).toEqual(before);
    },
  );
});

/** Options that name the place of the test. */
function inPlace({ root }: Place, run: Partial<ToolRun>): Partial<ToolRun> {
  return JSON.parse(JSON.stringify(run).replaceAll('$ROOT', root)) as Partial<ToolRun>;
}

/** The names of all that is in it, and of what kind each is. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}
