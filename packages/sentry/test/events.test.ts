import { parseEnvelope, serializeEnvelope } from '@sentry/core';
import type { Batch, BatchEvent } from 'overt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sentry, type SentryOptions } from '../src/index.ts';
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
import { startReceiver, type Receiver } from './harness/receiver.ts';

async function send(
  events: readonly BatchEvent[],
  options: Partial<SentryOptions> & { readonly tunnelPath?: string; readonly path?: string } = {},
): Promise<Receiver> {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  const { tunnelPath, path = '', ...given } = options;
  const tunnel = tunnelPath === undefined ? {} : { tunnel: receiver.url + tunnelPath };
  const dsn = receiver.dsn.replace(/\/7$/, `${path}/7`);
  const { name, options: settings } = sentry({ dsn, ...tunnel, ...given });
  const sink = createSink(makeTools(), { name, options: settings });
  const result = await sink.send(makeBatch(events) satisfies Batch, { signal: new AbortController().signal });
  expect(result).toMatchObject({ kind: 'accepted' });
  return receiver;
}

const STACK = [
  'StoreError [E_STORE]: cannot read\\nthe store',
  '    at read (app:///dist/cli.js:4:118)',
  '    … 12 more',
  '    at async node_modules/zod/lib/x.js:3:1',
  '    at <elsewhere>',
  '    at readFileSync (node:fs:441:20)',
  '  caused by: AggregateError',
  '    with: TypeError: first',
  '        at first (app:///dist/cli.js:5:1)',
  '    with: RangeError',
].join('\n');

describe('an error event', () => {
  it('has all errors of a chain, in the order and with the links that Sentry wants', async () => {
    const { events } = await send([
      makeCrash(1, { stack: STACK, errorCode: 'e_store', fingerprint: '5d1f7a84db3c2e09' }),
    ]);
    expect(events[0]?.exception?.values).toEqual([
      {
        type: 'RangeError',
        value: '',
        mechanism: { type: 'chained', handled: true, source: 'errors[1]', exception_id: 3, parent_id: 1 },
      },
      {
        type: 'TypeError',
        value: 'first',
        stacktrace: { frames: [frame('first', 'app:///dist/cli.js', [5, 1])] },
        mechanism: { type: 'chained', handled: true, source: 'errors[0]', exception_id: 2, parent_id: 1 },
      },
      {
        type: 'AggregateError',
        value: '',
        mechanism: {
          type: 'chained',
          handled: true,
          source: 'cause',
          exception_id: 1,
          parent_id: 0,
          is_exception_group: true,
        },
      },
      {
        type: 'StoreError',
        value: 'cannot read\nthe store',
        stacktrace: {
          frames: [
            frame('readFileSync', 'node:fs', [441, 20]),
            { function: '?', filename: '<elsewhere>', in_app: false },
            frame('?', 'app:///node_modules/zod/lib/x.js', [3, 1]),
            { function: '… 12 more', filename: '<cut>', in_app: false },
            frame('read', 'app:///dist/cli.js', [4, 118]),
          ],
        },
        mechanism: { type: 'onuncaughtexception', handled: false, exception_id: 0 },
      },
    ]);
    expect(events[0]?.fingerprint).toEqual(['5d1f7a84db3c2e09']);
    // As the author writes it, not as it is counted.
    expect(events[0]?.tags).toMatchObject({ error_code: 'E_STORE' });
  });

  it.each([
    ['crash', { origin: 'exception' }, 'fatal', 'onuncaughtexception', false],
    ['crash', { origin: 'rejection' }, 'fatal', 'onunhandledrejection', false],
    ['crash', { origin: 'exception', intercepted: true }, 'error', 'onuncaughtexception', false],
    ['error', {}, 'error', 'generic', true],
    ['command.abandoned', { cause: 'out-of-memory' }, 'fatal', 'out-of-memory', false],
    ['command.abandoned', { cause: 'fatal' }, 'fatal', 'fatal', false],
  ] as const)('of %s with %o', async (...[name, props, level, type, handled]) => {
    const { events } = await send([makeEvent({ name, props: { errorClass: 'typeerror', ...props } })]);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ level, exception: { values: [{ mechanism: { type, handled } }] } });
  });

  it('says for how many it stands, where that is not one', async () => {
    const props = { errorClass: 'typeerror' };
    const { events } = await send([makeEvent({ props }), makeEvent({ seq: 2, props, sampleRate: 0.25 })]);
    expect(events.map(({ contexts }) => contexts?.['error_sampling'])).toEqual([
      undefined,
      { client_sample_rate: 0.25 },
    ]);
  });

  it.each([
    ['command.abandoned', {}],
    ['command.abandoned', { cause: 'restart' }],
    ['command.error', { errorKind: 'usage' }],
    ['command.invocation', { command: 'scan' }],
    ['scan.step', { n: 1 }],
  ] as const)('is not made of %s with %o, and nobody is bothered', async (name, props) => {
    const { requests } = await send([makeEvent({ name, props })]);
    expect(requests()).toBe(0);
  });

  it('carries what is named here and nothing else', async () => {
    const resource = {
      environment: 'production',
      ci: 'github-actions',
      ciPr: 'no',
      agent: 'codex',
      installMethod: 'npm',
      contextName: 'desktop',
      contextVersion: '2.3.1',
      'tag.commit': 'abc1234',
      'tag.release': 'r1',
      project: '8c2f6d01b94e7a35',
      agentSession: '41d09c7be2a85f36',
      distro: 'debian',
    };
    const props = {
      errorClass: 'typeerror',
      errorCode: 'e_store',
      command: 'scan deep',
      exitCode: 4,
      origin: 'exception',
      reference: '7K3MQ2XZ-4',
      fingerprint: '5d1f7a84db3c2e09',
      debugIds: 'app:///dist/cli.js=0d6fd4e2-4c5e-4f6b-8a52-0a6f4e3a7c11 nonsense =x a=b',
    };
    const { events, bodies } = await send([makeEvent({ run: makeRun({ resource }), props })]);
    expect(events).toEqual([
      {
        event_id: expect.stringMatching(/^[\da-f]{32}$/) as string,
        timestamp: 1_732_000_000,
        platform: 'node',
        level: 'fatal',
        exception: {
          values: [
            { type: 'typeerror', value: '', mechanism: { type: 'onuncaughtexception', handled: false } },
          ],
        },
        fingerprint: ['5d1f7a84db3c2e09'],
        release: 'scan@1.2.3',
        environment: 'production',
        tags: {
          command: 'scan deep',
          exit_code: '4',
          error_code: 'e_store',
          reference: '7K3MQ2XZ-4',
          install_method: 'npm',
          agent: 'codex',
          ci: 'github-actions',
          ci_pr: 'no',
          distro: 'debian',
          'context.name': 'desktop',
          'context.version': '2.3.1',
          tty: 'none',
          commit: 'abc1234',
          'tag.release': 'r1',
        },
        contexts: {
          app: { app_name: 'scan', app_version: '1.2.3' },
          os: { name: 'Linux', version: '6.8' },
          runtime: { name: 'node', version: '22.12.0' },
          device: { arch: 'x64' },
        },
        user: { id: '5f1d7a84db3c2e0917b60c4af8e3d926' },
        debug_meta: {
          images: [
            {
              type: 'sourcemap',
              code_file: 'app:///dist/cli.js',
              debug_id: '0d6fd4e2-4c5e-4f6b-8a52-0a6f4e3a7c11',
            },
          ],
        },
        sdk: { name: 'overt.sentry', version: '0.1.0', settings: { infer_ip: 'never' } },
      },
    ]);
    // The ids of what was not named.
    expect(bodies[0]?.text).not.toMatch(
      /8c2f6d01b94e7a35|41d09c7be2a85f36|server_name|ip_address|\{\{auto\}\}/,
    );
  });

  it('is of no user where the installation has no id', async () => {
    const { install: _id, ...resource } = makeRun().resource as Record<string, string>;
    const run = { ...makeRun(), resource: resource as BatchEvent['run']['resource'] };
    const { events } = await send([makeEvent({ run })]);
    expect(events[0]).not.toHaveProperty('user');
    expect(events[0]).not.toHaveProperty('environment');
  });

  it('has the same id whenever it is sent, and another one than any other', async () => {
    const ids = async (number: number): Promise<unknown[]> =>
      (await send([makeCrash(number)])).events.map(({ event_id }) => event_id);
    expect(await ids(1)).toEqual(await ids(1));
    expect(await ids(1)).not.toEqual(await ids(2));
  });

  it('is of the release that the run was of', async () => {
    const run = makeRun({ resource: { version: '0.9.0 beta/1' } });
    const { events } = await send([makeEvent({ run })], { release: 'cli-{tool}@{version}+{version}' });
    expect(events[0]?.release).toBe('cli-scan@0.9.0_beta_1+0.9.0_beta_1');
  });

  it('that doctor sends is a message, and no session', async () => {
    const run = makeRun({ began: true, ended: { status: 'ok', errors: 0, durationMs: 0 } });
    const { events, sessions } = await send([makeEvent({ name: 'telemetry.test', run })]);
    expect(events).toMatchObject([{ level: 'info', logentry: { message: 'telemetry.test' } }]);
    expect(sessions).toEqual([]);
  });
});

describe('sessions', () => {
  const base = { sid: expect.any(String) as string, did: '5f1d7a84db3c2e0917b60c4af8e3d926' };
  const attrs = { release: 'scan@1.2.3' };

  it('tell how runs ended', async () => {
    const ended = (status: 'ok' | 'errored' | 'crashed' | 'abnormal', errors: number) => ({
      ended: { status, errors, ...(status !== 'abnormal' && { durationMs: 1500 }) },
    });
    const { sessions, bodies } = await send([
      makeEnd(1, ended('ok', 0)),
      makeEnd(2, ended('errored', 2)),
      makeEnd(3, ended('crashed', 0)),
      makeEnd(4, ended('abnormal', 0)),
    ]);
    expect(bodies).toHaveLength(1);
    const times = { started: expect.any(String) as string, timestamp: expect.any(String) as string };
    const common = { ...base, ...times, attrs, init: true };
    expect(sessions).toEqual([
      { ...common, status: 'exited', errors: 0, duration: 1.5 },
      { ...common, status: 'exited', errors: 2, duration: 1.5 },
      { ...common, status: 'crashed', errors: 1, duration: 1.5 },
      { ...common, status: 'abnormal', errors: 0 },
    ]);
    expect(new Set(sessions.map(({ sid }) => sid)).size).toBe(4);
    for (const { sid, started, timestamp } of sessions) {
      expect(sid).toMatch(/^[\da-f]{32}$/);
      expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(Date.parse(started));
    }
  });

  it('of a run that is told of in parts begin well, and are brought up to date', async () => {
    const first = makeEvent({ name: 'scan.step', run: makeRun({ began: true }) });
    const last = makeEvent({
      seq: 9,
      run: makeRun({ ended: { status: 'crashed', errors: 1, durationMs: 9 } }),
    });
    const { sessions } = await send([first, last]);
    expect(sessions).toMatchObject([
      { init: true, status: 'ok', errors: 0 },
      { init: false, status: 'crashed', errors: 1 },
    ]);
    expect(new Set(sessions.map(({ sid, started }) => sid + started)).size).toBe(1);
  });

  it.each(['errors', 'nonsense'])('are not of runs of level %s', async (level) => {
    expect((await send([makeEnd(1, { level })])).requests()).toBe(0);
  });

  it('are left out where the author does not want them', async () => {
    const { sessions, events } = await send([makeEnd(1), makeCrash(2)], { sessions: false });
    expect([sessions.length, events.length]).toEqual([0, 1]);
  });

  it('go a hundred at a time', async () => {
    const { sessions, requests } = await send(Array.from({ length: 250 }, (_, number) => makeEnd(number)));
    expect([sessions.length, requests()]).toEqual([250, 3]);
  });
});

describe('envelopes', () => {
  it('are written as Sentry writes them: what its parser reads, its writer writes', async () => {
    const { bodies } = await send([
      makeCrash(1, { stack: STACK, command: 'a "b" \u2028 \uD800' }),
      makeEnd(2),
    ]);
    for (const { text } of bodies) {
      expect(serializeEnvelope(parseEnvelope(text))).toBe(text);
      const [, items] = parseEnvelope(text);
      expect(items.filter(([{ type }]) => type === 'event').length).toBeLessThan(2);
    }
  });

  it('go to the address of the DSN, also below a path', async () => {
    const { bodies } = await send([makeCrash(1)], { path: '/sentry/errors' });
    const query =
      'sentry_version=7&sentry_key=0123456789abcdef0123456789abcdef&sentry_client=overt.sentry%2F0.1.0';
    expect(bodies[0]?.path).toBe(`/sentry/errors/api/7/envelope/?${query}`);
  });

  it('go to the tunnel, which learns the DSN from them', async () => {
    const { bodies, dsn } = await send([makeCrash(1)], { tunnelPath: '/hand-on?to=sentry' });
    expect(bodies[0]?.path).toBe('/hand-on?to=sentry');
    expect(parseEnvelope(bodies[0]?.text ?? '')[0]).toMatchObject({ dsn });
  });

  it('name no run but by what it is to Sentry', async () => {
    const { bodies } = await send([makeCrash(1)]);
    expect(bodies.map(({ text }) => text).join('')).not.toContain(runId(1));
  });
});

function frame(name: string, path: string, [lineno, colno]: [number, number]): object {
  const inApp = path.startsWith('app:///dist/');
  return { function: name, filename: path, abs_path: path, lineno, colno, in_app: inApp };
}
