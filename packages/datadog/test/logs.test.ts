import type { BatchEvent } from 'overt';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeBatch, makeEvent, makeRun, makeTools } from '../../overt/test/harness/batches.ts';
import { makeTag } from '../src/log/tags.ts';
import { createSink } from '../src/sink.ts';
import { DATADOG, startDatadog } from './harness/datadog.ts';
import type { DatadogOptions } from '../src/index.ts';
import { datadog } from '../src/index.ts';

const RUN = '01JD8Z7A1BCDEFGHJKMNPQRSTV';
const SENT_AT = 1_732_000_000_000;
const HOUR_MS = 60 * 60 * 1000;
const STACK =
  'StoreError [E_STORE]: cannot read\\nthe store\n    at read (app:///dist/cli.js:4:118)\n  caused by: TypeError';

async function send(events: readonly BatchEvent[], given: DatadogOptions = {}, body?: string) {
  const server = await startDatadog();
  onTestFinished(server.close);
  if (body !== undefined) server.answerWith(() => ({ status: 202, body }));
  const { name, options } = datadog({ ...server.options, ...given });
  const batch = makeBatch(events, { sentAt: SENT_AT });
  const result = await createSink(makeTools(), { name, options }).send(batch, {
    signal: new AbortController().signal,
  });
  return { result, logs: server.logs, keys: server.keys, texts: server.texts };
}

const usage = (event: Partial<BatchEvent> = {}): BatchEvent =>
  makeEvent({
    name: 'command.invocation',
    level: 'usage',
    time: SENT_AT - 5,
    props: { command: 'scan deep', outcome: 'ok', exitCode: 0, durationMs: 12.3456789 },
    ...event,
  });

describe('an event', () => {
  it('is a log with all that is known of it, and of nobody’s machine', async () => {
    const resource = { environment: 'production', 'tag.team': 'core' };
    const { logs, keys } = await send([
      usage({ run: makeRun({ resource, parent: '01JD8Z7A1BCDEFGHJKMNPQRSTW' }) }),
    ]);
    expect(keys).toEqual([DATADOG.key]);
    expect(logs).toEqual([
      {
        message: 'command.invocation (scan deep)',
        ddsource: 'nodejs',
        ddtags: 'env:production,version:1.2.3,tool:scan,os:linux,arch:x64',
        service: 'scan',
        status: 'info',
        timestamp: SENT_AT - 5,
        duration: 12_345_679,
        logger: { name: 'overt', version: '0.1.0' },
        evt: {
          name: 'command.invocation',
          id: `${RUN}.1`,
          outcome: 'ok',
          time: new Date(SENT_AT - 5).toISOString(),
          level: 'usage',
        },
        props: { command: 'scan deep', outcome: 'ok', exitCode: 0, durationMs: 12.3456789 },
        run: { id: RUN, parent: '01JD8Z7A1BCDEFGHJKMNPQRSTW' },
        resource: {
          tool: 'scan',
          version: '1.2.3',
          install: '5f1d7a84db3c2e0917b60c4af8e3d926',
          os: 'linux',
          osVersion: '6.8',
          arch: 'x64',
          runtime: 'node',
          runtimeVersion: '22.12.0',
          tty: 'none',
          environment: 'production',
          tag: { team: 'core' },
        },
      },
    ]);
  });

  it('is of the service, the source and the tags that the author names', async () => {
    const { logs } = await send([usage()], {
      service: 'scan-cli',
      source: 'scan',
      tags: { Team: 'Core Tools' },
    });
    expect(logs[0]).toMatchObject({ service: 'scan-cli', ddsource: 'scan' });
    expect(logs[0]?.ddtags).toBe('version:1.2.3,tool:scan,os:linux,arch:x64,team:core_tools');
  });

  it('says for how many it stands, and where it is in a trace, as Datadog’s tracers do', async () => {
    const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const { logs } = await send([usage({ run: makeRun({ trace }), sampleRate: 0.1 })]);
    expect(logs[0]).toMatchObject({
      evt: { sample_rate: 0.1 },
      dd: { trace_id: trace.traceId, span_id: '13235353014750950193' },
    });
  });

  it.each([
    [0, true],
    [17 * HOUR_MS, true],
    [17 * HOUR_MS + 1, false],
    [20 * 24 * HOUR_MS, false],
    [-HOUR_MS, true],
    [-HOUR_MS - 1, false],
  ])(
    'that is %i ms old is dated by us: %s; else by Datadog, with the true time beside it',
    async (ageMs, isOurs) => {
      const { logs, result } = await send([usage({ time: SENT_AT - ageMs })]);
      expect(result).toEqual({ kind: 'accepted' });
      expect(logs[0]?.['timestamp']).toBe(isOurs ? SENT_AT - ageMs : undefined);
      expect(logs[0]?.['evt']).toMatchObject({ time: new Date(SENT_AT - ageMs).toISOString() });
      expect((logs[0]?.['evt'] as { late?: true } | undefined)?.late).toBe(isOurs ? undefined : true);
    },
  );
});

describe('an error', () => {
  it('is where Datadog looks for errors', async () => {
    const props = {
      errorClass: 'storeerror',
      origin: 'exception',
      command: 'scan',
      stack: STACK,
      fingerprint: '5d1f7a84db3c2e09',
    };
    const { logs } = await send([makeEvent({ props })]);
    expect(logs[0]).toMatchObject({
      message: 'crash: StoreError: cannot read\nthe store (scan)',
      status: 'critical',
      error: {
        kind: 'StoreError',
        message: 'cannot read\nthe store',
        stack: STACK,
        fingerprint: '5d1f7a84db3c2e09',
      },
      props: { errorClass: 'storeerror', origin: 'exception', command: 'scan' },
    });
    expect(logs[0]?.['props']).not.toHaveProperty('stack');
  });

  it('without a message and a stack says what it is', async () => {
    const { logs } = await send([makeEvent({ name: 'error', props: { errorClass: 'typeerror' } })]);
    expect(logs[0]).toMatchObject({ message: 'error: typeerror', error: { kind: 'typeerror' } });
    expect(logs[0]?.['error']).not.toHaveProperty('message');
  });

  it.each([
    ['crash', { origin: 'rejection' }, 'errors', 'critical'],
    ['crash', { origin: 'exception', intercepted: true }, 'errors', 'error'],
    ['error', {}, 'errors', 'error'],
    ['command.abandoned', { cause: 'out-of-memory' }, 'errors', 'critical'],
    ['command.abandoned', {}, 'errors', 'warning'],
    ['command.error', { errorKind: 'usage' }, 'errors', 'warning'],
    ['daemon.start_failure', { errorKind: 'usage' }, 'errors', 'error'],
    ['telemetry.test', {}, 'errors', 'info'],
    ['command.invocation', { outcome: 'error' }, 'usage', 'info'],
    ['scan.step', {}, 'full', 'info'],
  ] as const)('%s with %o of level %s has the status %s', async (...[name, props, level, status]) => {
    expect((await send([makeEvent({ name, props, level })])).logs[0]?.status).toBe(status);
  });
});

describe('an answer', () => {
  it.each([
    ['', { kind: 'accepted' }],
    ['{}', { kind: 'accepted' }],
    ['<html>', { kind: 'retry', reason: 'garbage_answer' }],
    ['Welcome', { kind: 'retry', reason: 'garbage_answer' }],
  ])('"%s"', async (body, expected) => {
    expect((await send([usage()], {}, body)).result).toEqual(expected);
  });
});

describe('a tag', () => {
  it.each([
    ['env', 'production', 'env:production'],
    ['Team', 'Core Tools, Berlin', 'team:core_tools_berlin'],
    ['a:b', 'c:d', 'a_b:c:d'],
    ['version', '1.2.3-beta.1', 'version:1.2.3-beta.1'],
    ['city', 'Zürich', 'city:zürich'],
    ['x', '', undefined],
    ['1x', 'y', undefined],
    ['', 'y', undefined],
  ])('%s, %s: %s', (key, value, tag) => {
    expect(makeTag(key, value)).toBe(tag);
  });

  it('is what Datadog would leave as it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary', maxLength: 300 }), (key, value) => {
        const tag = makeTag(`k${key}`, value);
        if (tag === undefined) return;
        expect(tag).toMatch(/^[a-z][\p{L}\p{N}_\-:./]*$/u);
        expect(tag.length).toBeLessThanOrEqual(200);
        expect(tag).not.toMatch(/[\s,]|[_:]$/);
      }),
    );
  });
});
