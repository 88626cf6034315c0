import fc from 'fast-check';
import type { BatchEvent } from 'overt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeBatch, makeEvent, makeRun, makeTools } from '../../overt/test/harness/batches.ts';
import { createRunId, timeOfRun } from '../../overt/src/spool/run-id.ts';
import { sessionOf } from '../src/event/session-id.ts';
import { createSink } from '../src/sink.ts';
import { POSTHOG, startPosthog } from './harness/posthog.ts';

const RUN = '01JD8Z7A1BCDEFGHJKMNPQRSTV';
const STACK = [
  'StoreError [E_STORE]: cannot read\\nthe store',
  '    at read (app:///dist/cli.js:4:118)',
  '    … 12 more',
  '    at node_modules/zod/lib/x.js:3:1',
  '    at <elsewhere>',
  '    at readFileSync (node:fs:441:20)',
  '  caused by: AggregateError',
  '    with: TypeError: it is gone',
].join('\n');

async function send(events: readonly BatchEvent[], body?: string) {
  const server = await startPosthog();
  onTestFinished(server.close);
  if (body !== undefined) server.answerWith(() => ({ status: 200, body }));
  const { name, options } = POSTHOG.makeSink(server.options);
  const result = await createSink(makeTools(), { name, options }).send(makeBatch(events), {
    signal: new AbortController().signal,
  });
  return { result, captures: server.captures, texts: server.texts };
}

const atStart = timeOfRun(RUN) + 40;
const usage = (event: Partial<BatchEvent> = {}): BatchEvent =>
  makeEvent({
    name: 'scan.finished',
    level: 'usage',
    time: atStart,
    props: { files: 3, ok: true },
    ...event,
  });

describe('an event', () => {
  it('is told with its properties as they are, its run, and nobody', async () => {
    const resource = { environment: 'production', ciPr: 'yes', 'tag.team': 'core', container: 'docker' };
    const event = usage({ run: makeRun({ resource, parent: '01JD8Z7A1BCDEFGHJKMNPQRSTW' }) });
    const { captures } = await send([event]);
    expect(captures).toEqual([
      {
        event: 'scan.finished',
        distinct_id: '5f1d7a84db3c2e0917b60c4af8e3d926',
        uuid: makeTools().uuidOf(event.id),
        timestamp: new Date(atStart).toISOString(),
        properties: {
          files: 3,
          ok: true,
          $process_person_profile: false,
          $geoip_disable: true,
          $ip: '0.0.0.0',
          $lib: 'overt',
          $lib_version: '0.1.0',
          $session_id: expect.stringMatching(/^019351f3-a82b-7/),
          $app_name: 'scan',
          $app_version: '1.2.3',
          $os: 'Linux',
          $os_version: '6.8',
          overt_arch: 'x64',
          overt_runtime: 'node',
          overt_runtime_version: '22.12.0',
          overt_tty: 'none',
          overt_environment: 'production',
          overt_ci_pr: 'yes',
          overt_tag_team: 'core',
          overt_container: 'docker',
          overt_level: 'usage',
          overt_run: RUN,
          overt_parent: '01JD8Z7A1BCDEFGHJKMNPQRSTW',
        },
      },
    ]);
  });

  it('keeps a property of the author that is called as one of ours', async () => {
    const { captures } = await send([usage({ props: { overt_arch: 'brick', install: 'x' } })]);
    expect(captures[0]?.properties).toMatchObject({ overt_arch: 'brick', install: 'x' });
  });

  it('of no installation is one of a stranger', async () => {
    const { install: _none, ...resource } = makeRun().resource;
    const run = { ...makeRun(), resource };
    const { captures } = await send([usage({ run })]);
    expect(captures[0]?.distinct_id).toBe(RUN);
  });

  it.each([
    ['linux', 'Linux'],
    ['darwin', 'Mac OS X'],
    ['win32', 'Windows'],
    ['freebsd', 'freebsd'],
  ])('of %s is one of %s', async (os, name) => {
    const { captures } = await send([usage({ run: makeRun({ resource: { os } }) })]);
    expect(captures[0]?.properties['$os']).toBe(name);
  });

  it('says for how many it stands, and where it is in a trace', async () => {
    const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const { captures } = await send([usage({ run: makeRun({ trace }), sampleRate: 0.1 })]);
    expect(captures[0]?.properties).toMatchObject({
      overt_sample_rate: 0.1,
      overt_trace_id: trace.traceId,
      overt_span_id: trace.spanId,
    });
  });

  it.each([
    [-1, false],
    [0, true],
    [24 * 60 * 60 * 1000, true],
    [24 * 60 * 60 * 1000 + 1, false],
  ])('%i ms after its run began: part of a session of PostHog’s: %s', async (afterMs, isPart) => {
    const { captures } = await send([usage({ time: timeOfRun(RUN) + afterMs })]);
    expect('$session_id' in (captures[0]?.properties ?? {})).toBe(isPart);
  });
});

describe('the id of a session', () => {
  it('is a UUID of version 7 with the time of the run, and another one for another run', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(time, fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (now, chance) => {
        const make = () => createRunId({ now: () => now, random: () => chance.next().value as number });
        const [run, other] = [make(), make()];
        const id = sessionOf(run, [now, now]) ?? '';
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
        // Of chance, only six bits have no room, all of them in front of these characters.
        const isOther = run.slice(14) !== other.slice(14);
        expect(!isOther || sessionOf(other, [now, now]) !== id).toBe(true);
      }),
    );
  });
});

describe('an error', () => {
  it('is told with its causes in order, its frames turned round, and without source lines', async () => {
    const props = {
      errorClass: 'storeerror',
      origin: 'exception',
      command: 'scan',
      stack: STACK,
      fingerprint: '5d1f7a84db3c2e09',
    };
    const { captures } = await send([makeEvent({ props, time: atStart })]);
    expect(captures[0]?.event).toBe('$exception');
    const { $exception_list: list, ...properties } = captures[0]?.properties ?? {};
    const frame = (name: string, filename: string, more: object) => ({
      platform: 'node:javascript',
      function: name,
      filename,
      in_app: false,
      ...more,
    });
    expect(list).toEqual([
      {
        type: 'StoreError',
        value: 'cannot read\nthe store',
        mechanism: { type: 'onuncaughtexception', handled: false, synthetic: false, exception_id: 0 },
        stacktrace: {
          type: 'raw',
          frames: [
            frame('readFileSync', 'node:fs', { lineno: 441, colno: 20 }),
            frame('?', '<elsewhere>', {}),
            frame('?', 'node_modules/zod/lib/x.js', { lineno: 3, colno: 1 }),
            frame('… 12 more', '<cut>', {}),
            frame('read', 'app:///dist/cli.js', { lineno: 4, colno: 118, in_app: true }),
          ],
        },
      },
      {
        type: 'AggregateError',
        value: '',
        mechanism: { type: 'chained', source: 'cause', synthetic: false, exception_id: 1, parent_id: 0 },
      },
      {
        type: 'TypeError',
        value: 'it is gone',
        mechanism: { type: 'chained', source: 'member', synthetic: false, exception_id: 2, parent_id: 1 },
      },
    ]);
    expect(properties).toMatchObject({
      $exception_level: 'fatal',
      $exception_fingerprint: '5d1f7a84db3c2e09',
      overt_event: 'crash',
      command: 'scan',
      errorClass: 'storeerror',
    });
    expect(properties).not.toHaveProperty('stack');
    expect(properties).not.toHaveProperty('fingerprint');
  });

  it.each([
    ['crash', { origin: 'rejection' }, 'fatal', 'onunhandledrejection', false],
    ['crash', { origin: 'exception', intercepted: true }, 'error', 'onuncaughtexception', false],
    ['error', {}, 'error', 'generic', true],
    ['command.abandoned', { cause: 'out-of-memory' }, 'fatal', 'out-of-memory', false],
    ['command.abandoned', { cause: 'fatal' }, 'fatal', 'fatal', false],
  ] as const)('of %s with %o', async (...[name, props, level, type, handled]) => {
    const { captures } = await send([makeEvent({ name, props: { errorClass: 'typeerror', ...props } })]);
    expect(captures[0]).toMatchObject({
      event: '$exception',
      properties: {
        $exception_level: level,
        $exception_list: [{ mechanism: { type, handled } }],
        overt_event: name,
      },
    });
  });

  it.each([
    ['command.abandoned', {}],
    ['command.abandoned', { cause: 'restart' }],
    ['command.error', { errorKind: 'usage' }],
  ] as const)('is not made of %s with %o', async (name, props) => {
    const { captures } = await send([makeEvent({ name, props })]);
    expect(captures[0]).toMatchObject({ event: name, properties: props });
  });
});

describe('an answer', () => {
  const both = [usage({ seq: 1 }), makeEvent({ seq: 2, props: { errorClass: 'typeerror' } })];
  const [first, second] = both.map(({ id }) => ({ id, reason: 'quota_limited' }));

  it.each([
    ['{"status":1}', { kind: 'accepted' }],
    ['{"status":"Ok"}', { kind: 'accepted' }],
    ['{"status":1,"quota_limited":["recordings"]}', { kind: 'accepted' }],
    ['{"status":1,"quota_limited":["events"]}', { kind: 'accepted', rejected: [first, second] }],
    ['{"status":1,"quota_limited":["exceptions"]}', { kind: 'accepted', rejected: [second] }],
    ['', { kind: 'retry', reason: 'garbage_answer' }],
    ['{}', { kind: 'retry', reason: 'garbage_answer' }],
    ['null', { kind: 'retry', reason: 'garbage_answer' }],
    ['{"status":0}', { kind: 'retry', reason: 'garbage_answer' }],
    ['<html>', { kind: 'retry', reason: 'garbage_answer' }],
  ])('%s', async (body, expected) => {
    expect((await send(both, body)).result).toEqual(expected);
  });
});

it('the same events make the same bytes, but for the moment of sending', async () => {
  const events = [usage(), makeEvent({ seq: 2, props: { stack: STACK, errorClass: 'storeerror' } })];
  const [one, other] = [await send(events), await send(events)].map(({ texts }) =>
    texts.join('').replace(/"sent_at":"[^"]*"/, ''),
  );
  expect(one).toBe(other);
});
