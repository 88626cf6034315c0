import { findPlace, type NamedPlace } from '../source/places.ts';
import type { Complaint, Rule } from './rule.ts';

const START = `export const events = {\n  'scan.finished': { why: 'To see how large projects are.', owner: 'cli team', expires: '2027-06-30' },\n`;
const ONE_FIELD = `fields: { files: count() }`;
const TWO_FIELDS = `fields: { files: count(), files: bytes() }`;
const declare = (fields: string): string =>
  `export const events = {\n  'scan.finished': { why: 'To see how large projects are.', ${fields} },\n};`;

/**
 * Of two properties of one name JavaScript keeps the last and says nothing, so these are found in the source: also
 * when they are in two objects that are spread into one.
 */
export const TWICE_RULES: readonly Rule[] = [
  {
    id: 'duplicate-event',
    severity: 'error',
    summary: 'No event is declared twice: the later declaration silently replaces the earlier.',
    bad: { source: `${START}  'scan.finished': { why: 'The same again.' },\n};` },
    good: { source: `${START}  'scan.started': { why: 'To see how many scans there are.' },\n};` },
    check: ({ places }) =>
      findRepeats(places.events).map(([again, first]) => ({
        event: again.name,
        place: again.place,
        message: `"${again.name}" is declared already, on line ${first.place.line}${inFile(again, first)}.`,
      })),
  },
  {
    id: 'duplicate-field',
    severity: 'error',
    summary: 'No field of an event is declared twice.',
    bad: { source: declare(TWO_FIELDS) },
    good: { source: declare(ONE_FIELD) },
    check: ({ places }) =>
      places.events.flatMap(({ name, fields }) =>
        findRepeats(fields).map(([again, first]): Complaint => {
          const message = `"${again.name}" is declared already, on line ${first.place.line}.`;
          return { event: name, field: again.name, place: again.place, message };
        }),
      ),
  },
  {
    id: 'refused',
    severity: 'error',
    isFatal: true,
    summary: 'The SDK takes what is given to `defineTelemetry`.',
    bad: { options: { tool: 'Not A Name' } },
    good: {},
    check: ({ refusal, places }) =>
      refusal === undefined ? [] : [{ message: refusal, place: findPlace(places, undefined) }],
  },
];

function findRepeats<Named extends NamedPlace>(
  items: readonly Named[],
): readonly (readonly [Named, Named])[] {
  return items.flatMap((item, index) => {
    const first = items.findIndex(({ name }) => name === item.name);
    const original = items[first];
    return first < index && original !== undefined ? [[item, original] as const] : [];
  });
}

function inFile(again: NamedPlace, first: NamedPlace): string {
  return again.place.file === first.place.file ? '' : ` of ${first.place.file}`;
}
