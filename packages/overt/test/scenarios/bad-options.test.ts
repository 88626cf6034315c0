import {
  collector,
  defineTelemetry,
  file,
  http,
  noop,
  OptionError,
  stdout,
  type TelemetryOptions,
} from 'overt';
import { describe, expect, test } from 'vitest';

/** Options as a tool without types may give them. */
type Given = Readonly<Record<string, unknown>>;
type BadOption = readonly [options: Given, message: string];

const RIGHT = { tool: 'scan', version: '1.2.3', sinks: [noop()] };
const EVENT = { why: 'A test.', owner: 'tests', expires: 'never' };
const event = (change: Given): Given => ({ events: { 'scan.step': { ...EVENT, ...change } } });
const field = (name: string, kind: unknown): Given => event({ fields: { [name]: kind } });

const OPTIONS: readonly BadOption[] = [
  [{ tool: undefined }, 'the `tool` option to be lower-case letters, digits and dashes, got undefined'],
  [{ tool: '' }, 'the `tool` option to be lower-case letters, digits and dashes, got ""'],
  [{ tool: '../up' }, 'the `tool` option to be lower-case letters, digits and dashes, got "../up"'],
  [{ tool: 'Scan' }, 'the `tool` option to be lower-case letters, digits and dashes, got "Scan"'],
  [{ tool: '7up' }, 'the `tool` option to be lower-case letters, digits and dashes, got "7up"'],
  [{ tool: ['scan'] }, 'the `tool` option to be lower-case letters, digits and dashes, got an array'],
  [{ version: undefined }, 'the `version` option to be a version, got undefined'],
  [{ version: 1.2 }, 'the `version` option to be a version, got 1.2'],
  [{ version: 'x'.repeat(65) }, `the \`version\` option to be a version, got "${'x'.repeat(65)}"`],
  [{ sinks: undefined }, 'the `sinks` option to be a list of at least one sink, got undefined'],
  [{ sinks: [] }, 'the `sinks` option to be a list of at least one sink, got an array'],
  [
    { sinks: [null] },
    'the `sinks` option to be made by http(), collector(), file(), stdout() or noop(), got null',
  ],
  [
    { sinks: ['noop'] },
    'the `sinks` option to be made by http(), collector(), file(), stdout() or noop(), got "noop"',
  ],
  [
    { sinks: [{ name: 'mine' }] },
    'the `sinks` option to be made by http(), collector(), file(), stdout() or noop(), got an object',
  ],
  [{ sinks: [noop(), noop()] }, 'the `sinks` option to be of different names, got "noop"'],
  [
    { sinks: [stdout()], delivery: { mode: 'detached' } },
    'the `delivery.mode` option to be inline or background with a sink that works in the tool only, got "detached"',
  ],
  [{ delivery: 'detached' }, 'the `delivery` option to be an object, got "detached"'],
  [
    { delivery: { mode: 'daemon' } },
    'the `delivery.mode` option to be one of auto, detached, inline, background, got "daemon"',
  ],
  [
    { delivery: { intervalMs: -1 } },
    'the `delivery.intervalMs` option to be a number from 0 to 86400000, got -1',
  ],
  [
    { delivery: { intervalMs: Number.NaN } },
    'the `delivery.intervalMs` option to be a number from 0 to 86400000, got NaN',
  ],
  [
    { delivery: { mode: 'background', intervalMs: 0 } },
    'the `delivery.intervalMs` option to be a number from 100 to 86400000, got 0',
  ],
  [
    { delivery: { deadlineMs: '5s' } },
    'the `delivery.deadlineMs` option to be a number from 1 to 60000, got "5s"',
  ],
  [
    { delivery: { guarantee: 'exactly-once' } },
    'the `delivery.guarantee` option to be at-least-once or at-most-once, got "exactly-once"',
  ],
  [{ sampling: { rate: 1.5 } }, 'the `sampling.rate` option to be a number from 0 to 1, got 1.5'],
  [{ sampling: { by: 'user' } }, 'the `sampling.by` option to be run or install, got "user"'],
  [
    { sampling: { events: { crash: -1 } } },
    'the `sampling.events.crash` option to be a number from 0 to 1, got -1',
  ],
  [
    { sampling: { events: { crash: null } } },
    'the `sampling.events.crash` option to be a number from 0 to 1, got null',
  ],
  [{ quota: { perDay: 'all' } }, 'the `quota.perDay` option to be a number from 0 to 1000000000, got "all"'],
  [
    { sinks: [{ name: 'own', send: async () => ({ kind: 'accepted' }), filter: { only: 'crash' } }] },
    'the `filter.only` option to be a list of names, got "crash"',
  ],
  [{ traces: 'yes' }, 'the `traces` option to be true or false, got "yes"'],
  [
    { delivery: { retryBaseMs: 0 } },
    'the `delivery.retryBaseMs` option to be a number from 1 to 86400000, got 0',
  ],
  [
    { consent: { text: { prompt: 'Send it?' } } },
    'the `consent.text.prompt` option to be a text that names `scan telemetry disable`, got "Send it?"',
  ],
  [
    { consent: { text: { prompt: 'See `scan telemetry disable`.', command: 'scan data' } } },
    'the `consent.text.prompt` option to be a text that names `scan data disable`, got "See `scan telemetry disable`."',
  ],
  [
    { consent: { text: { prompt: 7 } } },
    'the `consent.text.prompt` option to be a text that names `scan telemetry disable`, got 7',
  ],
  [{ limits: 7 }, 'the `limits` option to be an object, got 7'],
  [
    { limits: { maxBytes: 1 } },
    'the `limits.maxBytes` option to be a number from 65536 to 1073741824, got 1',
  ],
  [{ limits: { maxFiles: 0 } }, 'the `limits.maxFiles` option to be a number from 1 to 100000, got 0'],
  [
    { limits: { maxAgeMs: Number.POSITIVE_INFINITY } },
    'the `limits.maxAgeMs` option to be a number from 1000 to 31622400000, got Infinity',
  ],
  [{ consent: true }, 'the `consent` option to be an object, got true'],
  [{ consent: { default: 'yes' } }, 'the `consent.default` option to be one of ask, on, off, got "yes"'],
  [{ consent: { level: 'off' } }, 'the `consent.level` option to be one of errors, usage, full, got "off"'],
  [{ identity: 'user' }, 'the `identity` option to be one of install, machine, none, got "user"'],
  [{ identity: null }, 'the `identity` option to be one of install, machine, none, got null'],
  [{ identity: {} }, 'the `identity` option to be one of install, machine, none, got an object'],
  [
    { identity: { kind: 'install', rotate: 'daily' } },
    'the `identity.rotate` option to be one of never, monthly, weekly, with kind install, got "daily"',
  ],
  [
    { identity: { kind: 'machine', rotate: 'weekly' } },
    'the `identity.rotate` option to be one of never, monthly, weekly, with kind install, got "weekly"',
  ],
  [{ project: 'git' }, 'the `project` option to be one of none, local, root-commit, got "git"'],
  [{ agents: 7 }, 'the `agents` option to be an object of lists, got 7'],
  [{ agents: { tools: 'shell' } }, 'the `agents.tools` option to be a list of short names, got "shell"'],
  [
    { agents: { models: ['Haiku', 'My Model'] } },
    'the `agents.models[1]` option to be a short name, got "My Model"',
  ],
  [{ agents: { tools: [5] } }, 'the `agents.tools[0]` option to be a short name, got 5'],
  [{ agents: { tool: ['shell'] } }, 'the `agents` option to be made of agents, tools, models, got "tool"'],
  [{ crashes: 'no' }, 'the `crashes` option to be true or false, got "no"'],
  [
    { tags: { Channel: 'beta' } },
    'the `tags` option to be up to 8 short names with slugs, got "Channel=beta"',
  ],
  [{ tags: ['beta'] }, 'the `tags` option to be up to 8 short names with slugs, got "0=beta"'],
  [{ events: 'all' }, 'the `events` option to be an object of declarations, got "all"'],
  [
    { events: { scan: EVENT } },
    'the `events` option to be keyed by names such as `scan.finished`, got "scan"',
  ],
  [
    { events: { 'Scan.Step': EVENT } },
    'the `events` option to be keyed by names such as `scan.finished`, got "Scan.Step"',
  ],
  [
    { events: { 'tool.call': EVENT } },
    'the `events` option to be without the built-in names, got "tool.call"',
  ],
  [{ events: { 'scan.step': null } }, 'the `events["scan.step"]` option to be a declaration, got null'],
  [event({ why: ' ' }), 'the `events["scan.step"].why` option to be a sentence, got " "'],
  [event({ owner: 7 }), 'the `events["scan.step"].owner` option to be a name, got 7'],
  [
    event({ level: 'all' }),
    'the `events["scan.step"].level` option to be one of errors, usage, full, got "all"',
  ],
  [
    event({ expires: 'soon' }),
    'the `events["scan.step"].expires` option to be a day as YYYY-MM-DD, or never, got "soon"',
  ],
  [
    event({ limit: 7 }),
    'the `events["scan.step"].limit` option to be an object such as { everyMs: 60000 }, got 7',
  ],
  [
    event({ limit: null }),
    'the `events["scan.step"].limit` option to be an object such as { everyMs: 60000 }, got null',
  ],
  [
    event({ limit: {} }),
    'the `events["scan.step"].limit.everyMs` option to be a whole number from 1000 to 2592000000, got undefined',
  ],
  [
    event({ limit: { everyMs: 10 } }),
    'the `events["scan.step"].limit.everyMs` option to be a whole number from 1000 to 2592000000, got 10',
  ],
  [
    event({ limit: { everyMs: 60_000, maxMs: 1000 } }),
    'the `events["scan.step"].limit.maxMs` option to be a whole number from everyMs (60000) to 2592000000, got 1000',
  ],
  [
    event({ limit: { everyMs: 60_000, max: 70_000 } }),
    'the `events["scan.step"].limit` option to be made of everyMs, maxMs, resetOn, got "max"',
  ],
  [
    event({ limit: { everyMs: 60_000, resetOn: 'scan.done' } }),
    'the `events["scan.step"].limit.resetOn` option to be the name of another event that is declared, got "scan.done"',
  ],
  [
    event({ limit: { everyMs: 60_000, resetOn: 'scan.step' } }),
    'the `events["scan.step"].limit.resetOn` option to be the name of another event that is declared, got "scan.step"',
  ],
  [event({ fields: 7 }), 'the `events["scan.step"].fields` option to be an object, got 7'],
  [
    field('a b', { kind: 'flag' }),
    'the `events["scan.step"].fields.a b` option to be a name of letters, digits and _, got "a b"',
  ],
  [
    field('n', { kind: 'blob' }),
    'the `events["scan.step"].fields.n` option to be a field such as count() or flag(), got an object',
  ],
  [
    field('n', null),
    'the `events["scan.step"].fields.n` option to be a field such as count() or flag(), got null',
  ],
  [
    field('n', { kind: 'oneOf', values: [] }),
    'the `events["scan.step"].fields.n.values` option to be a list of words, got an array',
  ],
  [
    field('n', { kind: 'text' }),
    'the `events["scan.step"].fields.n` option to be text in an event of level full only, got "usage"',
  ],
];

type BadSink = readonly [make: () => unknown, message: string];
/** As a tool without types calls them. */
const untyped = { http, collector, file, noop } as unknown as Record<string, (options: unknown) => unknown>;
const made =
  (kind: string, options: unknown): (() => unknown) =>
  () =>
    untyped[kind]?.(options);
const URL = 'https://telemetry.example.com/v1';

const SINKS: readonly BadSink[] = [
  [made('http', undefined), 'the `http` option to be an object, got undefined'],
  [
    made('http', { url: 'telemetry.example.com' }),
    'the `url` option to be an http or https URL, got "telemetry.example.com"',
  ],
  [
    made('http', { url: 'file:///etc/passwd' }),
    'the `url` option to be an http or https URL, got "file:///etc/passwd"',
  ],
  [made('http', { url: 7 }), 'the `url` option to be an http or https URL, got 7'],
  [made('http', { url: URL, format: 'xml' }), 'the `format` option to be json or ndjson, got "xml"'],
  [made('http', { url: URL, gzip: 1 }), 'the `gzip` option to be true or false, got 1'],
  [made('http', { url: URL, headers: 'a: b' }), 'the `headers` option to be an object, got "a: b"'],
  [
    made('http', { url: URL, headers: { 'a b': 'c' } }),
    'the `headers` option to be keyed by header names, got "a b"',
  ],
  [
    made('http', { url: URL, headers: { a: 'b\r\nc: d' } }),
    'the `headers["a"]` option to be printable, got "b\\r\\nc: d"',
  ],
  [made('http', { url: URL, headers: { a: 7 } }), 'the `headers["a"]` option to be printable, got 7'],
  [
    made('http', { url: URL, filter: { level: 'off' } }),
    'the `filter.level` option to be one of errors, usage, full, got "off"',
  ],
  [
    made('http', { url: URL, filter: { only: 'crash' } }),
    'the `filter.only` option to be a list of names, got "crash"',
  ],
  [
    made('http', { url: URL, filter: { sample: 2 } }),
    'the `filter.sample` option to be a number from 0 to 1, got 2',
  ],
  [
    made('http', { url: URL, deletion: { kind: 'post' } }),
    'the `deletion.kind` option to be one of http, event, email, none, got "post"',
  ],
  [
    made('http', { url: URL, deletion: { kind: 'http', url: 'nowhere' } }),
    'the `deletion.url` option to be an http or https URL, got "nowhere"',
  ],
  [
    made('http', { url: URL, deletion: { kind: 'http', url: URL, body: '{user}' } }),
    'the `deletion.body` option to be made with ids, id, tool, got "{user}"',
  ],
  [
    made('http', { url: URL, deletion: { kind: 'email', to: 'a@b.c?cc=d@e.f' } }),
    'the `deletion.to` option to be an address of e-mail, got "a@b.c?cc=d@e.f"',
  ],
  [
    made('http', { url: URL, deletion: { kind: 'none', text: ' ' } }),
    'the `deletion.text` option to be a sentence, got " "',
  ],
  [made('http', { url: URL, name: '' }), 'the `name` option to be a short name, got ""'],
  [
    made('collector', { url: 'nowhere', key: 'k' }),
    'the `url` option to be an http or https URL, got "nowhere"',
  ],
  [made('collector', { url: URL, key: 7 }), 'the `key` option to be a write key, got 7'],
  [made('collector', { url: URL, key: 'a\nb' }), 'the `key` option to be a write key, got "a\\nb"'],
  [made('file', { path: 'events.ndjson' }), 'the `path` option to be an absolute path, got "events.ndjson"'],
  [made('file', { path: null }), 'the `path` option to be an absolute path, got null'],
  [made('file', null), 'the `file` option to be an object, got null'],
  [made('noop', { name: 7 }), 'the `name` option to be a short name, got 7'],
];

describe('a wrong option is named at once', () => {
  test.for(OPTIONS)('%j', ([options, message]) => {
    expectOptionError(() => defineTelemetry({ ...RIGHT, ...options }), message);
  });

  test.for([undefined, null, 'scan', 7])('%j for all of them', (options) => {
    const got = typeof options === 'string' ? `"${options}"` : String(options);
    expectOptionError(
      () => defineTelemetry(options as unknown as TelemetryOptions),
      `the \`options\` option to be an object, got ${got}`,
    );
  });

  test.for(SINKS.map(([make, message]) => ({ make, message })))('$message', ({ make, message }) => {
    expectOptionError(make, message);
  });

  test('but a URL with a password is right, and nothing is named after the password', () => {
    const { name } = http({ url: 'https://user:secret@telemetry.example.com/v1?token=secret' });
    expect(name).toBe('http:telemetry.example.com/v1');
  });

  test('choose() with a level that is none', () => {
    const telemetry = defineTelemetry({ ...RIGHT, consent: { default: 'off' } });
    // After construction nothing throws: it says that it was not stored.
    expect(telemetry.choose('all' as 'off')).toBe(false);
  });
});

function expectOptionError(action: () => unknown, message: string): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(OptionError);
  expect(thrown).toBeInstanceOf(TypeError);
  expect(thrown).toMatchObject({ code: 'OVERT_INVALID_OPTION', message: `Expected ${message}.` });
}
