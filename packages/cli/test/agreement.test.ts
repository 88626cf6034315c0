import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DECLARATION_RULES } from '../src/rules/all-rules.ts';
import { DEFAULT_CONFIG } from '../src/subject/config.ts';
import { readDeclared } from '../src/subject/declared.ts';
import { askSdk } from '../src/subject/read-options.ts';
import type { Subject } from '../src/subject/subject.ts';

/** Mostly right, and now and then anything at all. */
const orAnything = (usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.anything() });

const KINDS = ['oneOf', 'flag', 'count', 'durationMs', 'bytes', 'version', 'slug', 'hash', 'text'];
const fieldName = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,10}$/) },
  { weight: 1, arbitrary: fc.constantFrom('', '1st', 'a-b', 'ä', 'a b', 'x'.repeat(64), 'x'.repeat(65)) },
);
const field = orAnything(
  fc.record(
    {
      kind: orAnything(fc.constantFrom(...KINDS)),
      values: orAnything(fc.array(fc.constantFrom('fast', 'full', ' ', ''), { maxLength: 3 })),
      maxWords: orAnything(fc.nat(10)),
      optional: orAnything(fc.boolean()),
    },
    { requiredKeys: ['kind'] },
  ),
);
const eventName = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_]{0,6}\.[a-z][a-z0-9_]{0,6}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'crash',
      'tool.call',
      'one',
      'A.b',
      'a..b',
      'a.b.c.d.e',
      `a.${'b'.repeat(81)}`,
      'a.1',
    ),
  },
);
const limit = fc.record(
  {
    everyMs: orAnything(fc.constantFrom(60_000, 1000, 1.5)),
    maxMs: orAnything(fc.constantFrom(120_000, 999)),
    resetOn: orAnything(fc.constantFrom('crash', 'daemon.start', 'nobody.knows')),
  },
  { requiredKeys: ['everyMs'] },
);
const declaration = orAnything(
  fc.record({
    why: orAnything(fc.constantFrom('To see what is slow.', ' ')),
    level: orAnything(fc.constantFrom('errors', 'usage', 'full', undefined)),
    owner: orAnything(fc.constantFrom('cli team', '')),
    expires: orAnything(fc.constantFrom('never', '2027-01-01', '2027-02-31', 'soon')),
    fields: orAnything(fc.dictionary(fieldName, field, { maxKeys: 3 })),
    limit: fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: orAnything(limit) },
    ),
  }),
);
const catalogue = fc.dictionary(eventName, declaration, { maxKeys: 3 });

test('a fatal rule speaks exactly when the SDK refuses the catalogue', () => {
  const seen = { refused: 0, taken: 0 };
  fc.assert(
    fc.property(catalogue, (events) => {
      const refusal = askSdk({ tool: 'scan', version: '1', sinks: [{ kind: 'noop', name: 'n' }], events });
      seen[refusal === undefined ? 'taken' : 'refused'] += 1;
      expect([refusal, fatalRules(events).length > 0]).toEqual([refusal, refusal !== undefined]);
    }),
    { numRuns: 3000 },
  );
  // The property is of no use if nearly all catalogues are of one sort.
  expect(Math.min(seen.refused, seen.taken)).toBeGreaterThan(300);
});

function fatalRules(events: unknown): readonly string[] {
  const subject: Subject = {
    tool: 'scan',
    events,
    declared: readDeclared(events),
    options: {},
    refusal: undefined,
    root: '/',
    config: DEFAULT_CONFIG,
    places: { module: '/telemetry.ts', events: [], texts: new Map(), notes: [] },
    released: undefined,
    documents: undefined,
    today: '2026-06-30',
  };
  const said = DECLARATION_RULES.map((rule) => ({ rule, complaints: rule.check(subject) }));
  return said
    .filter(({ rule, complaints }) => rule.isFatal && complaints.length > 0)
    .map(({ rule }) => rule.id);
}
