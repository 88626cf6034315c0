import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderDifference } from '../src/docs/difference.ts';
import { createExample } from '../src/docs/example-event.ts';
import { renderPage } from '../src/docs/page.ts';
import { parseReleased } from '../src/docs/released.ts';
import { createSchema } from '../src/docs/schema.ts';
import { DEFAULT_CONFIG } from '../src/subject/config.ts';
import { readDeclared } from '../src/subject/declared.ts';
import { askSdk } from '../src/subject/read-options.ts';

/** Also what would be markup, or ends of lines. */
const text = fc.stringMatching(/^[a-z<>|*_`#\\\n[\]() -]{0,20}[a-z]$/);
const optional = fc.boolean();
const field = fc.oneof(
  fc.record({ kind: fc.constantFrom('flag', 'count', 'durationMs', 'bytes', 'version', 'hash'), optional }),
  fc.record({
    kind: fc.constant('oneOf'),
    values: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
    optional,
  }),
  fc.record({ kind: fc.constant('slug'), maxWords: fc.integer({ min: 1, max: 8 }), optional }),
  fc.record({ kind: fc.constant('text'), maxLength: fc.integer({ min: 1, max: 3000 }), optional }),
);
const declaration = fc
  .record({
    why: text,
    level: fc.constantFrom('errors', 'usage', 'full', undefined),
    owner: text,
    expires: fc.constantFrom('never', '2099-12-31'),
    fields: fc.dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/), field, { maxKeys: 4 }),
  })
  .map((given) =>
    Object.values(given.fields).some(({ kind }) => kind === 'text') ? { ...given, level: 'full' } : given,
  );
const catalogue = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z0-9_]{0,6}\.[a-z][a-z0-9_]{0,6}$/),
  declaration,
  {
    maxKeys: 4,
  },
);
const options = fc.record({
  tool: fc.constant('scan'),
  version: fc.constant('1.0.0'),
  sinks: fc.constant([{ kind: 'noop', name: 'noop', options: {} }]),
  identity: fc.constantFrom('install', 'none', undefined),
});

test('the example of every event is valid by the schema, which is valid itself', () => {
  fc.assert(
    fc.property(catalogue, options, (events, given) => {
      expect(askSdk({ ...given, events })).toBeUndefined();
      const ajv = new Ajv2020({ strict: true });
      for (const word of ['kind', 'max-words', 'owner', 'expires', 'builtin', 'limit', 'text-version'])
        ajv.addKeyword(`x-overt-${word}`);
      const isValid = ajv.compile(createSchema({ tool: 'scan', events, options: given }));
      for (const event of readDeclared(events)) {
        const example = createExample(event, { tool: 'scan', options: given });
        expect([example, isValid(example)]).toEqual([example, true]);
        expect(isValid({ ...example, props: { ...(example['props'] as object), undeclared: 1 } })).toBe(
          false,
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('the page has a heading for every event and a row for every field, whatever the author wrote', () => {
  fc.assert(
    fc.property(catalogue, options, (events, given) => {
      const declared = readDeclared(events);
      const page = renderPage({ tool: 'scan', declared, options: given, config: DEFAULT_CONFIG });
      const lines = page.split('\n');
      const headings = declared.map(({ name }) => `### \`${name}\``);
      const own = lines.slice(0, lines.indexOf('### Events that come with Overt'));
      expect(own.filter((line) => line.startsWith('###'))).toEqual(headings);
      const rows = own.filter((line) => line.startsWith('| `')).map((line) => line.split(' ', 2)[1]);
      expect(rows).toEqual(declared.flatMap(({ fields }) => fields.map(({ name }) => `\`${name}\``)));
      expect(renderPage({ tool: 'scan', declared, options: given, config: DEFAULT_CONFIG })).toBe(page);
    }),
  );
});

test('a schema gives back what was declared', () => {
  fc.assert(
    fc.property(catalogue, options, (events, given) => {
      const released = parseReleased(createSchema({ tool: 'scan', events, options: given }));
      const declared = readDeclared(events).map(({ name, level, expires, fields }) => [
        name,
        level,
        expires,
        fields.map((own) => [own.name, own.kind, !own.isOptional, own.values, own.most]),
      ]);
      const read = [...(released?.events ?? [])].map(([name, { level, expires, fields }]) => [
        name,
        level,
        expires,
        [...fields].map(([own, { kind, isRequired, values, most }]) => [own, kind, isRequired, values, most]),
      ]);
      expect(read).toEqual(declared);
    }),
  );
});

test('a difference turns what is there into what must be', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 15 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const changes = renderDifference(before.join('\n'), after.join('\n')).split('\n').slice(0, -1);
      const [gone, come] = [
        changes.filter((line) => line.startsWith('  - ')),
        changes.filter((line) => line.startsWith('  + ')),
      ];
      expect(gone.length + come.length).toBe(changes.length);
      // What is not gone is what did not come, in order.
      expect(without(before.join('\n').split('\n'), gone)).toEqual(
        without(after.join('\n').split('\n'), come),
      );
    }),
  );
  expect(renderDifference('x\n'.repeat(100), '').split('\n').at(-2)).toBe('  … and 60 more lines');
});

/** The lines without as many of each as were marked. What is left is compared without regard to order. */
function without(all: readonly string[], marked: readonly string[]): readonly string[] {
  const left = [...all];
  for (const line of marked) left.splice(left.indexOf(line.slice(4)), 1);
  return left.toSorted();
}
