import type { Batch, BatchEvent, EventRun } from 'overt';

/** A field of ours, and how a batch looks in which it alone has another value. */
export type Field = { readonly name: string; readonly change: (event: BatchEvent) => BatchEvent };

const RUN: EventRun = {
  run: '01JD8Z7A1BCDEFGHJKMNPQRSTV',
  parent: '01JD8Z79ZZCDEFGHJKMNPQRSTV',
  level: 'usage',
  began: true,
  ended: { status: 'errored', errors: 1, durationMs: 40 },
  trace: {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    parentSpanId: 'b7ad6b7169203331',
  },
  resource: {
    tool: 'scan',
    version: '1.4.2',
    install: '5f1d7a84db3c2e0917b60c4af8e3d926',
    os: 'linux',
    osVersion: '6.8',
    arch: 'x64',
    runtime: 'node',
    runtimeVersion: '22.12.0',
    tty: 'none',
    distro: 'debian',
    nested: 'same-tool',
    ci: 'github-actions',
    ciPr: 'yes',
    environment: 'production',
    contextName: 'desktop',
    contextVersion: '2.3.1',
    agent: 'claude-code',
    agentSession: '41d09c7be2a85f36',
    container: 'docker',
    installMethod: 'npm',
    project: '8c2f6d01b94e7a35',
    'tag.team': 'core',
  },
};

const STACK = `TypeError [ERR_X]: it broke
    at load (app:///dist/cli.js:10:5)
  caused by: Error [ENOENT]
    at read (node_modules/zod/lib/x.js:3:1)`;

const PROPS: Readonly<Record<string, BatchEvent['props']>> = {
  'scan.finished': { files: 42, mode: 'fast', ok: true },
  'command.invocation': { command: 'count', outcome: 'ok', exitCode: 0, durationMs: 41 },
  'tool.call': {
    session: '5d1e0c9b7a3f2846',
    agent: 'coder',
    tool: 'read-file',
    outcome: 'ok',
    durationMs: 12,
  },
  'token.usage': {
    session: '5d1e0c9b7a3f2846',
    agent: 'coder',
    model: 'model-x',
    inputTokens: 1200,
    outputTokens: 80,
    costNanos: 4_800_000,
    currency: 'usd',
  },
  crash: {
    errorClass: 'typeerror',
    errorCode: 'err_x',
    origin: 'exception',
    command: 'count',
    intercepted: false,
    stack: STACK,
    fingerprint: '0123456789abcdef',
    reference: 'MNPQRSTV-1',
    debugIds: 'dist/cli.js=4b6f2e1c-0a9d-4c3b-8f7e-2d1c0b9a8f7e',
  },
};

/** One event as the courier hands it to a sink. */
export function makeProbe(name: string): BatchEvent {
  const level = name === 'crash' ? 'errors' : 'usage';
  const props = PROPS[name] ?? {};
  const id = `${RUN.run}.7`;
  return { id, run: RUN, seq: 7, time: 1_790_000_000_123, name, level, sampleRate: 0.5, props };
}

export function batchOf(event: BatchEvent): Batch {
  return { id: `${event.id}-1`, attempt: 1, sentAt: 1_790_000_100_000, events: [event] };
}

const inRun =
  (change: Partial<EventRun>) =>
  (event: BatchEvent): BatchEvent => ({
    ...event,
    run: { ...event.run, ...change },
  });

/** What an event has besides its own fields and the resource. */
export const HEAD_FIELDS: readonly Field[] = [
  { name: 'id', change: (event) => ({ ...event, id: `${RUN.run}.8` }) },
  { name: 'name', change: (event) => ({ ...event, name: event.name === 'crash' ? 'error' : 'scan.begun' }) },
  { name: 'time', change: (event) => ({ ...event, time: event.time + 86_399_999 }) },
  { name: 'level', change: (event) => ({ ...event, level: 'full' }) },
  { name: 'seq', change: (event) => ({ ...event, seq: 8 }) },
  { name: 'sampleRate', change: (event) => ({ ...event, sampleRate: 0.25 }) },
  { name: 'run', change: inRun({ run: '01JD8Z7A1BCDEFGHJKMNPQRSTW' }) },
  { name: 'parent', change: inRun({ parent: '01JD8Z79ZZCDEFGHJKMNPQRSTW' }) },
  { name: 'level of the run', change: inRun({ level: 'full' }) },
  { name: 'how the run ended', change: inRun({ ended: { status: 'crashed', errors: 3, durationMs: 90 } }) },
  {
    name: 'trace',
    change: inRun({ trace: { ...RUN.trace, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) } }),
  },
];

/** What is true of the whole run. */
export const RESOURCE_FIELDS: readonly Field[] = Object.entries(RUN.resource).map(([name, value]) => ({
  name: name === 'tag.team' ? 'tag.*' : name,
  change: (event) => inRun({ resource: { ...event.run.resource, [name]: otherText(name, value) } })(event),
}));

/** The fields of an event of its own. */
export function fieldsOf(name: string): readonly Field[] {
  return Object.entries(PROPS[name] ?? {}).map(([field, value]) => ({
    name: field,
    change: (event) => ({ ...event, props: { ...event.props, [field]: otherValue(field, value) } }),
  }));
}

/** Values that mean something to a format are changed to others that do. */
const OTHERS: Readonly<Record<string, string>> = {
  os: 'darwin',
  arch: 'arm64',
  runtime: 'bun',
  ciPr: 'no',
  stack: STACK.replaceAll('10:5', '11:6').replace('it broke', 'it fell').replace('TypeError', 'RangeError'),
  debugIds: 'dist/cli.js=00000000-0a9d-4c3b-8f7e-2d1c0b9a8f7e',
};

function otherText(name: string, value: string): string {
  return OTHERS[name] ?? `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`;
}

function otherValue(name: string, value: string | number | boolean): string | number | boolean {
  if (typeof value === 'string') return otherText(name, value);
  return typeof value === 'number' ? value + 1 : !value;
}
