import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dropErased } from '../src/erasure/drop-erased.ts';
import { createErasedIds, type ErasedIds } from '../src/erasure/erased-ids.ts';
import { createMarker, hintOfMark } from '../src/erasure/marks.ts';
import { readBatch } from '../src/wire/batch.ts';
import { createQuickReader } from '../src/wire/quick/read-quickly.ts';
import { EVENT_COLUMNS, EVENT_COLUMNS_1 } from '../src/wire/row.ts';
import { makeEvents, makeRequest, makeRun } from './events.ts';

const marker = createMarker('07'.repeat(32));
const project = fc.constantFrom('one', 'two');
const install = fc.constantFrom('a'.repeat(32), 'b'.repeat(32), 'c'.repeat(16), 'short', 'ä', 'x\ty', '');

function erase(pairs: readonly (readonly [project: string, id: string])[]): ErasedIds {
  const erased = createErasedIds();
  erased.replace(
    marker,
    pairs.map(([name, id]) => ({ project: name, mark: marker.markOf(name, id), receipt: `of ${id}` })),
  );
  return erased;
}

const erasable = fc.array(fc.tuple(project, fc.constantFrom('a'.repeat(32), 'c'.repeat(16))), {
  maxLength: 3,
});
const someRuns = fc.array(fc.record({ project, install, count: fc.integer({ min: 1, max: 4 }) }), {
  maxLength: 8,
});

/** The rows of some runs, as the log has them. */
function rowsOf(runs: readonly { project: string; install: string; count: number }[]): Buffer {
  return Buffer.concat(
    runs.map(({ project: name, install: id, count }) => {
      const resource = { tool: 't', version: '1', install: id };
      const request = makeRequest({ runs: [makeRun({ resource, events: makeEvents(count) })] });
      return readBatch(request, { project: name, receivedMs: 0 }).rows;
    }),
  );
}

test.each([
  ['of this version', EVENT_COLUMNS],
  ['of the first version', EVENT_COLUMNS_1],
])('exactly the rows of erased ids are left out, and the others keep their order: %s', (_, columns) => {
  fc.assert(
    fc.property(erasable, someRuns, (pairs, runs) => {
      const isGone = (line: { project: string; install: string }): boolean =>
        pairs.some(([name, id]) => name === line.project && id === line.install);
      const all = cut(rowsOf(runs), columns);
      const isKept = runs.flatMap((run) => Array.from({ length: run.count }, () => !isGone(run)));
      const expected = linesOf(all).filter((_line, index) => isKept[index]);
      const { rows, count, dropped } = dropErased(all, columns, erase(pairs));
      expect(linesOf(rows)).toEqual(expected);
      expect(count).toBe(expected.length);
      expect(count + [...dropped.values()].reduce((sum, one) => sum + one, 0)).toBe(isKept.length);
      // Again: nothing is left to be done.
      expect(dropErased(rows, columns, erase(pairs))).toMatchObject({ rows, count, dropped: new Map() });
    }),
    { numRuns: 300 },
  );
});

test('both readers refuse the same runs', () => {
  const readQuickly = createQuickReader();
  fc.assert(
    fc.property(erasable, fc.array(install, { minLength: 1, maxLength: 4 }), (pairs, installs) => {
      const runs = installs.map((id) => {
        const { run, level, events } = makeRun();
        return { run, level, resource: { tool: 't', version: '1', install: id }, events };
      });
      const body = Buffer.from(JSON.stringify(makeRequest({ runs })));
      const arrival = { project: 'one', receivedMs: 0, erased: erase(pairs).of('one') };
      const found = readBatch(JSON.parse(body.toString()), arrival);
      const gone = installs.filter((id) => pairs.some(([name, one]) => name === 'one' && one === id));
      expect(found.rejected.map(({ reason }) => reason)).toEqual(gone.map(() => 'erased'));
      expect(found.rowCount).toBe(installs.length - gone.length);
      const quick = readQuickly(body, arrival);
      expect(quick).toEqual(gone.length > 0 ? undefined : quick && found);
    }),
  );
});

test('a mark is of its project, its key and its id, and begins with what is worked out quickly', () => {
  const id = 'a'.repeat(32);
  const marks = [
    marker.markOf('one', id),
    marker.markOf('two', id),
    marker.markOf('one', `${id}b`),
    createMarker('08'.repeat(32)).markOf('one', id),
  ];
  expect(new Set(marks).size).toBe(4);
  for (const mark of marks) expect(mark).toMatch(/^[0-9a-f]{40}$/);
  expect(hintOfMark(marks[0] ?? '')).toBe(marker.hintOf(Buffer.from(id), 0, id.length));
  expect(marker.nameOf('one', ['b', 'a'])).toBe(marker.nameOf('one', ['a', 'b']));
});

function linesOf(rows: Buffer): string[] {
  return rows
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

/** Without the columns that an earlier version did not have. */
function cut(rows: Buffer, columns: readonly string[]): Buffer {
  const kept = EVENT_COLUMNS.map((name) => columns.includes(name));
  const lines = linesOf(rows).map(
    (line) =>
      `${line
        .split('\t')
        .filter((_, at) => kept[at])
        .join('\t')}\n`,
  );
  return Buffer.from(lines.join(''));
}
