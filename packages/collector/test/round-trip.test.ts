import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { startCollector } from '../src/start-collector.ts';
import { createEmbeddedStore } from '../src/store/embedded-store.ts';
import { makeEvent, makeRequest, makeRun, makeRunId, send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';

/** Everything that JSON can say in a string, also halves of surrogate pairs, control characters and quotes. */
const anyString = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.stringMatching(/^[\\"'\t\n\r\0/N]{0,20}$/),
);
const loneSurrogate = fc.constantFrom('\ud800', 'a\udc00b', '\udfff\ud800');
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // JSON has no -0
const anyValue = fc.oneof(anyString, loneSurrogate, anyNumber, fc.integer(), fc.boolean());
const anyKey = fc.oneof(
  anyString.filter((key) => key.length > 0),
  fc.constantFrom('__proto__', 'toString', 'command', 'outcome', 'durationMs', 'exitCode', 'errorClass'),
);
const anyProps = fc.dictionary(anyKey, anyValue, { maxKeys: 12, noNullPrototype: false });
const anyResource = fc.dictionary(
  fc.stringMatching(/^[a-zA-Z]{1,12}$/),
  fc.string({ unit: 'binary', maxLength: 40 }),
  { maxKeys: 5 },
);

test('whatever a request says is in the store as it was said', async () => {
  const data = makeTempFolder();
  const sent = new Map<string, { props: unknown; resource: Record<string, string> }>();
  const collector = await startCollector({ port: 0, data });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ props: anyProps, resource: anyResource }), { minLength: 1, maxLength: 20 }),
      async (list) => {
        const runs = list.map(({ props, resource }) => {
          const run = makeRunId();
          const full = { ...resource, tool: 'tally', version: '1' };
          sent.set(run, { props: JSON.parse(JSON.stringify(props)), resource: full });
          return makeRun({ run, resource: full, events: [makeEvent({ props })] });
        });
        const answer = await (await send(collector, makeRequest({ runs }))).json();
        expect(answer).toEqual({ accepted: list.length, duplicates: [], rejected: [], lower: null });
      },
    ),
    { numRuns: 60 },
  );
  await collector.report();
  await collector.close();

  const store = await createEmbeddedStore(`${data}/store`);
  try {
    const rows = await store.query<Record<string, string>>('SELECT * FROM events FINAL');
    expect(rows).toHaveLength(sent.size);
    for (const row of rows) {
      const { props, resource } = sent.get(row['run'] ?? '') ?? {};
      expect(JSON.parse(row['props'] ?? '')).toEqual(props);
      expect(readResource(row)).toEqual(withoutEmpty(resource ?? {}));
    }
  } finally {
    await store.close();
  }
});

/** Fields that have a column: one that was sent empty is as good as one that was not. */
const NAMED = ['install', 'os', 'osVersion', 'arch', 'runtime', 'runtimeVersion'];

function withoutEmpty(resource: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resource).filter(([name, value]) => value !== '' || !NAMED.includes(name)),
  );
}

/** A resource as it was, from its columns. */
function readResource(row: Record<string, string>): Record<string, string> {
  const { tool = '', version = '', install = '', os = '', arch = '', runtime = '' } = row;
  const named = {
    tool,
    version,
    install,
    os,
    arch,
    runtime,
    osVersion: row['os_version'],
    runtimeVersion: row['runtime_version'],
  };
  const filled = Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== '');
  return {
    ...(JSON.parse(row['resource'] ?? '{}') as Record<string, string>),
    ...Object.fromEntries(filled),
  };
}
