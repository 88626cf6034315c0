import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testPlatform } from '../../testing/test-platform.ts';
import type { BatchEvent } from '../batch.ts';
import { checkTemplate, type Template } from './check.ts';
import { compileTemplate } from './compile.ts';
import { createEncoder, type Templates } from './encoder.ts';
import { valuesOfEvent } from './values.ts';

const platform = testPlatform({ home: tmpdir() });
const RUN = '01JD8Z7A1BCDEFGHJKMNPQRSTV';
const EVENT: BatchEvent = {
  id: `${RUN}.7`,
  run: {
    run: RUN,
    level: 'full',
    resource: { tool: 'scan', version: '1.2.3', os: 'linux', 'tag.team': 'core', install: 'ab'.repeat(16) },
  },
  seq: 7,
  time: Date.UTC(2026, 10, 21, 10, 3, 0, 250),
  name: 'scan.done',
  level: 'usage',
  props: { files: 0, ok: false, mode: 'deep', brace: '{id}' },
};

function fill(template: Template, event: BatchEvent = EVENT): unknown {
  checkTemplate('event', template);
  return compileTemplate(template).fill(valuesOfEvent(platform, event));
}

describe('a template', () => {
  it.each<[Template, unknown]>([
    ['{id}', `${RUN}.7`],
    ['{run}', RUN],
    ['{seq}', 7],
    ['{time}', EVENT.time],
    ['{time.iso}', '2026-11-21T10:03:00.250Z'],
    ['{time.s}', 1_795_255_380],
    ['{sampleRate}', 1],
    ['{resource.tag.team}', 'core'],
    ['{props.ok}', false],
    ['{props.files}', 0],
    ['{props.files} files', '0 files'],
    ['{resource.tool}@{resource.version}', 'scan@1.2.3'],
    ['{props}', EVENT.props],
    ['props: {props.ok}, {{id}', 'props: false, {id}'],
    ['{{{id}}', `{${RUN}.7}`],
    ['}', '}'],
    // What a value holds is no template.
    ['{props.brace}', '{id}'],
    ['<{props.brace}>', '<{id}>'],
    ['{props.missing}', undefined],
    ['{parent}', undefined],
    ['{props.toString}', undefined],
    ['{resource.__proto__}', undefined],
    [
      ['{props.missing}', '{seq}', null, 1],
      [7, null, 1],
    ],
    [
      { a: '{props.missing}', b: 'x {props.missing}', c: { d: '{props.missing}' }, e: true },
      { c: {}, e: true },
    ],
    [
      { mode: 'x', '...': '{props}', ok: 'no' },
      { ...EVENT.props, ok: 'no' },
    ],
    [{ '...': '{props.mode}', a: 1 }, { a: 1 }],
    [{ '?': '{name}', 'scan.done': { kind: '{props.mode}' }, '*': 1 }, { kind: 'deep' }],
    [{ '?': '{props.ok}', false: 'bad', true: 'good' }, 'bad'],
    [{ '?': '{props.missing}', '*': 'else' }, 'else'],
    [{ '?': '{name}', other: 1 }, undefined],
  ])('%j', (template, wanted) => {
    expect(fill(template)).toEqual(wanted);
  });

  it('has UUIDs that stay the same', () => {
    const made = fill({ event: '{uuid}', install: '{install.uuid}' }) as Record<string, string>;
    expect(Object.keys(made)).toEqual(['event', 'install']);
    for (const uuid of Object.values(made))
      expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(fill('{uuid}')).toBe(made['event']);
  });

  it.each(['{nothing}', 'a {id', '{', '{}', '{ id }', '{id', 'x{{{', '{timeXiso}', '{props.}', '{events}'])(
    '%j is refused when it is defined',
    (text) => {
      expect(() => checkTemplate('event', { deep: [{ er: text }] })).toThrow(
        /`event` option .* seq.*props\.<x>/,
      );
    },
  );

  it('that is no plain data is refused', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(() => checkTemplate('body', { now: () => 1 })).toThrow(/plain data, got a function/);
    expect(() => checkTemplate('body', circle)).toThrow(TypeError);
    expect(() => checkTemplate('body', { n: 1n })).toThrow(TypeError);
  });

  it('without braces is what it is, whatever is in it', () => {
    const texts = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('{', ''));
    const values = [texts, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)];
    const anyData = fc.anything({ key: texts.map((text) => `key ${text}`), values, maxDepth: 3 });
    fc.assert(
      fc.property(anyData, (value) => {
        expect(JSON.stringify(fill(value as Template))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('that is taken has no placeholder that nothing stands for', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '{{',
      '{id}',
      '{time.iso}',
      '{props.a}',
      '{nothing}',
      'id',
      'x',
      '',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (given) => {
        const text = given.join('');
        const isTaken = !throws(() => checkTemplate('event', text));
        // Another way to say the same.
        expect(isTaken).toBe(/^([^{]|\{\{|\{(id|time\.iso|props\.a)\})*$/.test(text));
        const { names } = compileTemplate(isTaken ? text : '');
        expect(['id', 'time.iso', 'props.a']).toEqual(expect.arrayContaining([...names]));
      }),
      { numRuns: 2000 },
    );
  });

  it('has each brace doubled to stand for itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fill(text.replaceAll('{', '{{'))).toBe(text);
      }),
    );
  });
});

describe('a batch', () => {
  const events = ['a', 'a', 'b', 'a', 'a', 'a'].map((version, seq) => ({
    ...EVENT,
    id: `${RUN}.${seq}`,
    seq,
    run: { ...EVENT.run, resource: { ...EVENT.run.resource, version } },
  }));
  const batch = { id: 'whole', attempt: 2, sentAt: EVENT.time, events };
  const encode = (templates: Partial<Templates>): unknown[] => {
    const encoder = createEncoder(platform, { format: 'json', ...templates });
    return encoder.split(batch).map((part) => JSON.parse(encoder.encode(batch, part)) as unknown);
  };

  it('is one request where its head says nothing of single events', () => {
    const body = {
      batch: '{batch}',
      at: '{sentAt.iso}',
      try: '{attempt}',
      ledger: '{ledger}',
      list: '{events}',
    };
    const at = '2026-11-21T10:03:00.250Z';
    expect(encode({ body, event: '{seq}' })).toEqual([
      { batch: 'whole', at, try: 2, list: [0, 1, 2, 3, 4, 5] },
    ]);
    expect(encode({ body: '{events}', event: '{seq}' })).toEqual([[0, 1, 2, 3, 4, 5]]);
  });

  it('is cut where the head of the request would be another', () => {
    const body = { v: '{resource.version}', batch: '{batch}', list: '{events}' };
    expect(encode({ body, event: '{seq}' })).toEqual([
      { v: 'a', batch: `${RUN}.0-2`, list: [0, 1] },
      { v: 'b', batch: `${RUN}.2-1`, list: [2] },
      { v: 'a', batch: `${RUN}.3-3`, list: [3, 4, 5] },
    ]);
  });

  it('is a request for each event where that is wanted, or the body has no list', () => {
    const each = [0, 1, 2, 3, 4, 5];
    expect(encode({ body: { n: '{seq}' } })).toEqual(each.map((n) => ({ n })));
    expect(encode({ body: { n: 1 } })).toEqual(each.map(() => ({ n: 1 })));
    expect(encode({ body: ['{events}'], event: '{seq}', per: 'event' })).toEqual(each.map((n) => [[n]]));
  });

  it('of lines has one for each event', () => {
    const encoder = createEncoder(platform, { format: 'ndjson', event: { n: '{seq}' } });
    const [part, ...more] = encoder.split(batch);
    expect(more).toEqual([]);
    expect(part && encoder.encode(batch, part)).toBe(
      '{"n":0}\n{"n":1}\n{"n":2}\n{"n":3}\n{"n":4}\n{"n":5}\n',
    );
  });
});

function throws(act: () => void): boolean {
  try {
    act();
    return false;
  } catch {
    return true;
  }
}
