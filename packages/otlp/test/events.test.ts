import * as published from '@opentelemetry/semantic-conventions/incubating';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { BUILTIN_EVENTS } from '../../overt/src/catalogue/builtin.ts';
import { CONSTANTS, EVENTS, NAMES, PROPS, RESOURCE, SCHEMA_URL, VALUES } from '../src/conventions.ts';
import { otlp } from '../src/index.ts';
import { createSink } from '../src/sink.ts';
import {
  makeBatch,
  makeCrash,
  makeEnd,
  makeEvent,
  makeRun,
  makeTools,
  runId,
} from '../../overt/test/harness/batches.ts';
import { startReceiver } from './harness/receiver.ts';
import { ownOf, send, sendOne } from './harness/send-events.ts';

describe('the table of conventions', () => {
  const known = new Set<unknown>(Object.values(published));

  it('has no name that is not in the published one, of the version that it says', () => {
    const names = [RESOURCE, ...Object.values(PROPS), NAMES].flatMap((part) => Object.values(part));
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    const constants = Object.values(CONSTANTS).flatMap((part) => Object.entries(part));
    expect(constants.length).toBeGreaterThan(4);
    for (const [name, value] of constants) {
      expect(known).toContain(name);
      const list = `${name.toUpperCase().replaceAll('.', '_')}_VALUE_`;
      const values = Object.entries(published).flatMap(([key, one]) => (key.startsWith(list) ? [one] : []));
      expect(values).toContain(value);
    }
    expect(SCHEMA_URL).toBe(
      `https://opentelemetry.io/schemas/${manifest.devDependencies['@opentelemetry/semantic-conventions']}`,
    );
  });

  it('has values that are in the published lists', () => {
    const lists = {
      os: 'OS_TYPE_VALUE_',
      arch: 'HOST_ARCH_VALUE_',
      runtime: 'TELEMETRY_SDK_LANGUAGE_VALUE_',
    };
    for (const [field, prefix] of Object.entries(lists)) {
      const list = Object.entries(published).flatMap(([key, value]) =>
        key.startsWith(prefix) ? [value] : [],
      );
      expect(list).toEqual(expect.arrayContaining(Object.values(VALUES[field] ?? {})));
    }
  });

  it('is of events and properties that there are', () => {
    for (const [event, props] of Object.entries(PROPS)) {
      const { fields = {} } = BUILTIN_EVENTS[event as keyof typeof BUILTIN_EVENTS] as { fields?: object };
      expect(Object.keys(fields)).toEqual(expect.arrayContaining(Object.keys(props)));
    }
    expect(Object.keys(BUILTIN_EVENTS)).toEqual(expect.arrayContaining(Object.keys(EVENTS)));
  });

  it('takes no name of an event for one of theirs that means something else', () => {
    const theirs = Object.entries(published).flatMap(([key, value]) =>
      key.startsWith('EVENT_') ? [value] : [],
    );
    const ours = Object.keys(BUILTIN_EVENTS).map((name) => EVENTS[name] ?? name);
    expect(ours.filter((name) => theirs.includes(name as never))).toEqual(['app.crash', 'exception']);
  });
});

describe('a log record', () => {
  it('has the resource by its conventions, and under `overt.` what these do not know', async () => {
    const resource = {
      environment: 'production',
      ciPr: 'no',
      agent: 'codex',
      installMethod: 'npm',
      'tag.Some-Team': 'core',
    };
    const { resource: taken } = await sendOne(makeEvent({ run: makeRun({ resource }) }));
    expect(taken).toEqual({
      'service.name': 'scan',
      'service.version': '1.2.3',
      'deployment.environment.name': 'production',
      'app.installation.id': '5f1d7a84db3c2e0917b60c4af8e3d926',
      'os.type': 'linux',
      'os.version': '6.8',
      'host.arch': 'amd64',
      'process.runtime.name': 'nodejs',
      'process.runtime.version': '22.12.0',
      'telemetry.sdk.name': 'overt',
      'telemetry.sdk.version': '0.1.0',
      'telemetry.sdk.language': 'nodejs',
      'overt.tty': 'none',
      'overt.agent': 'codex',
      'overt.ci_pr': 'no',
      'overt.install_method': 'npm',
      'overt.tag.Some-Team': 'core',
    });
  });

  it.each([
    ['win32', 'x64', 'node', 'windows', 'amd64', 'nodejs'],
    ['darwin', 'arm64', 'bun', 'darwin', 'arm64', 'bun'],
    ['linux', 'ia32', 'node', 'linux', 'x86', 'nodejs'],
    ['linux', 'arm', 'node', 'linux', 'arm32', 'nodejs'],
    ['linux', 'riscv64', 'node', 'linux', 'riscv64', 'nodejs'],
  ])('of %s, %s and %s', async (...[os, arch, runtime, osType, hostArch, runtimeName]) => {
    const { resource } = await sendOne(makeEvent({ run: makeRun({ resource: { os, arch, runtime } }) }));
    expect([resource['os.type'], resource['host.arch'], resource['process.runtime.name']]).toEqual([
      osType,
      hostArch,
      runtimeName,
    ]);
  });

  it('has attributes of the author’s over those that we know', async () => {
    const own = { 'service.namespace': 'cli', 'service.name': 'other', beta: true, share: 0.5 };
    const { resource } = await sendOne(makeEvent(), { resource: own });
    expect(resource).toMatchObject(own);
  });

  it('of a crash', async () => {
    const stack =
      'StoreError [E_STORE]: cannot read\\nthe store\n    at read (app:///cli.js:4:118)\n  caused by: TypeError';
    const props = {
      errorClass: 'storeerror',
      origin: 'exception',
      stack,
      reference: 'NPQRSTV-3',
      fingerprint: '5d1f',
    };
    const run = makeRun({ parent: runId(7) });
    expect(await sendOne(makeEvent({ run, seq: 3, props, sampleRate: 0.25 }))).toMatchObject({
      timeUnixNano: '1732000000000000000',
      observedTimeUnixNano: '1732000060000000000',
      severityNumber: 21,
      severityText: 'FATAL',
      eventName: 'app.crash',
      plain: {
        'log.record.uid': `${run.run}.3`,
        'overt.run.id': run.run,
        'overt.run.parent_id': runId(7),
        'overt.level': 'errors',
        'overt.sample_rate': 0.25,
        'exception.type': 'StoreError',
        'exception.message': 'cannot read\nthe store',
        'exception.stacktrace': stack,
        'error.type': 'storeerror',
        'app.crash.id': 'NPQRSTV-3',
        'overt.prop.origin': 'exception',
        'overt.prop.fingerprint': '5d1f',
      },
    });
  });

  it('of a crash without a stack says at least of what class it was', async () => {
    const { plain } = await sendOne(makeEvent({ props: { errorClass: 'typeerror' } }));
    expect(plain).toMatchObject({ 'exception.type': 'typeerror', 'error.type': 'typeerror' });
    expect(plain).not.toHaveProperty('exception.message');
    expect(plain).not.toHaveProperty('overt.sample_rate');
  });

  it.each([
    [
      'command.invocation',
      { command: 'scan', exitCode: 2 },
      { 'process.exit.code': 2, 'overt.prop.command': 'scan' },
    ],
    // An author may mean another thing by it.
    ['scan.done', { exitCode: 2, fileCount: 7 }, { 'overt.prop.exitCode': 2, 'overt.prop.fileCount': 7 }],
  ])('of %s with %o', async (name, props, expected) => {
    const { plain } = await sendOne(makeEvent({ name, level: 'usage', props }));
    expect(ownOf(plain)).toEqual(expected);
  });

  it.each([
    ['crash', {}, 'errors', 21],
    ['crash', { intercepted: true }, 'errors', 17],
    ['error', {}, 'errors', 17],
    ['command.abandoned', { cause: 'fatal' }, 'errors', 21],
    ['command.abandoned', { cause: 'restart' }, 'errors', 13],
    ['command.error', { errorKind: 'usage' }, 'errors', 13],
    ['daemon.start_failure', { errorKind: 'port' }, 'errors', 17],
    ['telemetry.test', {}, 'errors', 9],
    ['store.broken', {}, 'errors', 13],
    ['scan.done', {}, 'usage', 9],
  ])('of %s with %o at level %s has severity %i', async (...[name, props, level, severity]) => {
    expect(await sendOne(makeEvent({ name, props, level }))).toMatchObject({ severityNumber: severity });
  });

  it('stands in the trace of its run, if there is one', async () => {
    const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    const traced = await sendOne(makeEvent({ run: makeRun({ trace }) }));
    expect(traced).toMatchObject(trace);
    // Whether there is a span of it, nobody knows.
    expect(traced.flags ?? 0).toBe(0);
    expect((await sendOne(makeEvent())).traceId ?? '').toBe('');
    expect(await sendOne(makeEvent({ run: makeRun({ trace }) }), { runs: true })).toMatchObject({
      ...trace,
      flags: 1,
    });
  });

  it('is in one group with those of the same resource that stand beside it: the order stays', async () => {
    const other = makeRun({ run: runId(2), resource: { version: '2.0.0' } });
    const events = [makeEvent(), makeEvent({ seq: 2 }), makeEvent({ run: other }), makeEvent({ seq: 3 })];
    const { records, received } = await send(events, { protocol: 'http/json' });
    expect(records.map(({ plain }) => plain['log.record.uid'])).toEqual(events.map(({ id }) => id));
    const { resourceLogs } = JSON.parse(String(received[0]?.body)) as { resourceLogs: unknown[] };
    expect(resourceLogs).toHaveLength(3);
  });

  it.each(['http/protobuf', 'http/json'] as const)(
    'keeps every value and its type, by %s',
    async (protocol) => {
      const value = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.integer(),
        fc.maxSafeInteger(),
        fc.double(),
        fc.boolean(),
        fc.constant('x'.repeat(8192)),
      );
      const props = fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,20}$/), value, { maxKeys: 64 });
      const receiver = await startReceiver();
      onTestFinished(receiver.close);
      const { name, options } = otlp({ url: receiver.url, protocol });
      const sink = createSink(makeTools(), { name, options });
      await fc.assert(
        fc.asyncProperty(props, async (given) => {
          receiver.records.length = 0;
          const event = makeEvent({ name: 'scan.done', props: given });
          await sink.send(makeBatch([event]), { signal: new AbortController().signal });
          const { attributes = [], plain = {} } = receiver.records[0] ?? {};
          for (const [key, sent] of Object.entries(given))
            expect(plain[`overt.prop.${key}`]).toEqual(asSent(sent));
          const kinds = new Map(attributes.map(({ key, value }) => [key, Object.keys(value)[0]]));
          for (const [key, sent] of Object.entries(given))
            expect(kinds.get(`overt.prop.${key}`)).toBe(kindOf(sent));
        }),
        { numRuns: 60 },
      );
    },
  );

  it('is right text, whatever half a character was in it', async () => {
    const props = { text: 'a\uD800b', whole: '\u{1F600}' };
    for (const protocol of ['http/protobuf', 'http/json'] as const) {
      const { plain } = await sendOne(makeEvent({ name: 'scan.done', props }), { protocol });
      expect(plain).toMatchObject({ 'overt.prop.text': 'a\uFFFDb', 'overt.prop.whole': '\u{1F600}' });
    }
  });

  it('of a clock that is wrong has a time that can be written', async () => {
    const times = [-5, Number.NaN, 8.64e15, 0.4];
    const events = times.map((time, index) => makeEvent({ seq: index + 1, time }));
    const { records } = await send(events);
    expect(records.map(({ timeUnixNano }) => timeUnixNano)).toEqual(['0', '0', '18446744073709000000', '0']);
  });
});

/** Whole numbers are integers; what no 64 bits can hold, and no number at all, is neither. */
function kindOf(value: string | number | boolean): string {
  if (typeof value === 'boolean') return 'boolValue';
  if (typeof value === 'string' || !Number.isFinite(value)) return 'stringValue';
  return Number.isSafeInteger(value) ? 'intValue' : 'doubleValue';
}

function asSent(value: string | number | boolean): string | number | boolean {
  if (typeof value === 'string') return Buffer.from(value).toString();
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value === 0 ? 0 : value;
}

describe('a span', () => {
  it('is the run, from its beginning to its end', async () => {
    const { spans, records, received } = await send(
      [makeEnd(1), makeEvent({ run: makeRun({ run: runId(1) }), seq: 2 })],
      { runs: true },
    );
    expect(received.map(({ path }) => path)).toEqual(['/v1/traces', '/v1/logs']);
    expect(spans).toMatchObject([
      {
        name: 'scan',
        kind: 1,
        startTimeUnixNano: String(BigInt(makeTools().startOf(runId(1))) * 1_000_000n),
        endTimeUnixNano: String(BigInt(makeTools().startOf(runId(1)) + 25) * 1_000_000n),
        flags: 0x101,
        plain: {
          'process.executable.name': 'scan',
          'overt.run.id': runId(1),
          'overt.run.status': 'ok',
          'overt.run.errors': 0,
        },
        resource: { 'service.name': 'scan' },
      },
    ]);
    expect(spans[0]?.status).toBeUndefined();
    expect(spans[0]?.traceId).toMatch(/^[\da-f]{32}$/);
    // All that the run recorded belongs to it.
    expect(new Set(records.map(({ spanId }) => spanId))).toEqual(new Set([spans[0]?.spanId]));
    expect(new Set(records.map(({ traceId }) => traceId))).toEqual(new Set([spans[0]?.traceId]));
  });

  it('is none of runs that go on, and none where the author did not ask', async () => {
    expect((await send([makeEvent()], { runs: true })).requests()).toBe(1);
    expect((await send([makeEnd(1)])).spans).toEqual([]);
  });

  it.each([
    [{ status: 'ok', errors: 0 }, { exitCode: 0, command: 'scan deep' }, undefined, undefined],
    [{ status: 'ok', errors: 0 }, { exitCode: 3, command: 'scan deep' }, 2, '_OTHER'],
    [{ status: 'errored', errors: 2 }, { exitCode: 0, command: 'scan deep' }, 2, 'errored'],
    [{ status: 'abnormal', errors: 0 }, { exitCode: 0, command: 'scan deep' }, 2, 'abnormal'],
  ] as const)('of a run that ended as %o with %o', async (...[ended, props, code, errorType]) => {
    const event = makeEvent({ name: 'command.invocation', level: 'usage', props, run: makeRun({ ended }) });
    const { spans } = await send([event], { runs: true });
    expect(spans[0]).toMatchObject({
      name: 'scan scan deep',
      plain: { 'process.exit.code': props.exitCode },
    });
    expect(spans[0]?.status?.code).toBe(code);
    expect(spans[0]?.plain['error.type']).toBe(errorType);
  });

  it('of a crash says of what class it was, and without a duration ends with the last that is known', async () => {
    const { spans } = await send(
      [makeCrash(1), makeEvent({ run: makeRun({ ended: { status: 'crashed', errors: 1 } }) })],
      { runs: true },
    );
    expect(spans[0]).toMatchObject({ status: { code: 2 }, plain: { 'error.type': 'typeerror' } });
    for (const { startTimeUnixNano, endTimeUnixNano } of spans)
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
  });

  it('stands in the trace that the run was given', async () => {
    const trace = {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      parentSpanId: 'b7ad6b7169203331',
    };
    const { spans } = await send([makeEnd(1, { trace, parent: runId(7) })], { runs: true });
    expect(spans[0]).toMatchObject({ ...trace, flags: 0x301 });
    expect(spans[0]?.links ?? []).toEqual([]);
  });

  it('of a run of a run is linked to it by ids that follow from its own', async () => {
    const { spans } = await send([makeEnd(1), makeEnd(2, { parent: runId(1) })], { runs: true });
    const [parent, child] = spans;
    expect(child?.links).toEqual([{ traceId: parent?.traceId, spanId: parent?.spanId }]);
    expect(child?.traceId).not.toBe(parent?.traceId);
  });
});
