import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, oneOf, text } from '../catalogue/field.ts';
import { noop, stdout } from '../sinks/define.ts';
import { findFault } from './check-options.ts';
import { resolveOptions, type TelemetryOptions } from './options.ts';
import { isPlain } from './plain-options.ts';

const EVENT = { why: 'A test.', owner: 'tests', expires: 'never' } as const;
const FEW: TelemetryOptions = { tool: 'scan', version: '1.2.3', sinks: [noop()] };
const live = { name: 'own', send: async () => ({ kind: 'accepted' as const }) };
/** All that a tool can say, as it may be said. */
const MANY: TelemetryOptions = {
  ...FEW,
  events: {
    'scan.step': { ...EVENT, fields: { n: count(), how: oneOf(['a', 'b']) } },
    'scan.note': { ...EVENT, level: 'full', expires: '2030-01-01', fields: { note: text() } },
  },
  consent: {
    default: 'on',
    level: 'full',
    ci: 'off',
    aliases: [{ variable: 'NO_SCAN', yes: 'off', no: 'ignore' }],
    configured: true,
    mandatory: false,
    text: {
      version: 2,
      enter: 'no',
      what: 'It counts.',
      more: 'https://example.com',
      prompt: 'Or `scan telemetry disable`?',
    },
    policyFile: '/etc/scan.json',
  },
  delivery: {
    mode: 'background',
    guarantee: 'at-most-once',
    intervalMs: 60_000,
    deadlineMs: 500,
    retryBaseMs: 10,
  },
  sinks: [noop(), stdout({ name: 'out' }), live],
  limits: { maxBytes: 1_000_000, maxFiles: 10, maxAgeMs: 100_000 },
  sampling: { rate: 0.5, by: 'install', events: { 'scan.*': 0.1 }, summarizeAgents: true },
  quota: { perDay: 10, perHour: 5, events: { 'scan.step': 3 } },
  traces: true,
  identity: { kind: 'install', rotate: 'weekly' },
  project: 'local',
  crashes: false,
  errors: {
    fields: { step: count() },
    expected: { QuotaError: 'quota' },
    classify: () => undefined,
    sayReference: true,
    ask: true,
    diagnosticReport: false,
    dropEnvironments: ['nightly'],
  },
  environment: 'production',
  environmentVariable: 'SCAN_ENV',
  context: { name: 'desk', version: '1.0' },
  tags: { channel: 'beta' },
  agents: { agents: ['Coder'], tools: ['shell'], models: ['own-1'] },
};

function never(): never {
  throw new Error('Code was loaded that plain options do not need.');
}

describe('plain options', () => {
  it.each([
    ['few', FEW],
    ['many', MANY],
  ])('are seen to be right without code for what is wrong: %s', (_name, options) => {
    expect(findFault(options)).toBeUndefined();
    expect(resolveOptions(options, never).tool).toBe('scan');
  });

  it('are none where that code is needed, which says that they are right', () => {
    const options = { ...FEW, sinks: [{ ...live, filter: { level: 'errors' } }] } as const;
    expect(isPlain(options)).toBe(false);
    expect(resolveOptions(options, () => ({ findFault })).liveSinks).toEqual(options.sinks);
  });

  it('are never wrong, whatever is put in their place', () => {
    const paths = listPaths(MANY);
    let plain = 0;
    fc.assert(
      fc.property(fc.constantFrom(...paths), strangeValue(), (path, value) => {
        const options = replaceAt(MANY, path, value) as TelemetryOptions;
        if (!isPlain(options)) return;
        plain += 1;
        expect(findFault(options)).toBeUndefined();
      }),
      { numRuns: 5000 },
    );
    expect(plain).toBeGreaterThan(50);
  });

  it('are none where a list has holes, and where values are those of a prototype', () => {
    // oxlint-disable-next-line no-sparse-arrays
    expect(isPlain({ ...FEW, agents: { tools: [, 'shell'] as unknown as string[] } })).toBe(false);
    const inherited = { ...FEW, delivery: Object.create({ intervalMs: -1 }) as object };
    expect(isPlain(inherited)).toBe(false);
  });
});

/** All places in the options where something stands. */
function listPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, part]) => listPaths(part, [...path, name]))];
}

function replaceAt(value: unknown, [name, ...path]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const inner = (copy as Record<string, unknown>)[name];
  return Object.assign(copy, { [name]: replaceAt(inner, path, put) });
}

function strangeValue(): fc.Arbitrary<unknown> {
  const words = ['', ' ', 'other', 'a', 'A b', 'off', 'none', 'never', 'full', 'local', 'ignore', 'stdout'];
  const numbers = [-1, 0, 0.5, 1, 99, 100, 1e9, 1e10, Number.NaN, Number.POSITIVE_INFINITY];
  const declarations = [count(), text(), { kind: 'blob' }, { kind: 'oneOf', values: [] }, noop(), live];
  const empty = [undefined, null, true, false, {}, [], () => 1];
  const known = fc.constantFrom<unknown>(...words, ...numbers, ...declarations, ...empty);
  return fc.oneof(known, fc.anything(), fc.dictionary(fc.string(), known), fc.array(known));
}
