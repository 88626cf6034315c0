import { asRecord, asText } from '../subject/loose-values.ts';
import type { Previewed, PreviewedEvent } from './read-events.ts';

/** The preview for a person: what holds, each event with what it carries, and what would not have been recorded. */
export function renderPreview({ decisions, events, dropped, misuse, broken }: Previewed): string {
  const lines = [
    '',
    ...(decisions.length === 0
      ? ['The command defined no telemetry: it does not use Overt, or an Overt that knows no OVERT_DEBUG.']
      : decisions),
    ...hint(decisions),
    ...(events.length === 0 ? ['This run would send nothing.'] : listEvents(events)),
    ...listCounts('Calls that would record nothing', dropped),
    ...listCounts('Values that would be left out or changed', misuse),
    ...(broken === 0
      ? []
      : [`Events that could not be read, since a process ended in the middle: ${broken}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** DO_NOT_TRACK counts whatever level is previewed. */
function hint(decisions: readonly string[]): readonly string[] {
  const isOff = decisions.some(
    (text) => text.startsWith('Telemetry is off') && !text.includes('DO_NOT_TRACK'),
  );
  return isOff ? ['With --level usage it is previewed as if it were on.'] : [];
}

function listEvents(events: readonly PreviewedEvent[]): readonly string[] {
  const shared = new Set(events.map(({ resource }) => pairs(resource)));
  return [
    `This run would send ${events.length} ${events.length === 1 ? 'event' : 'events'}:`,
    ...events.map(({ name, level, props }) => {
      const carried = pairs(props);
      return `  ${quote(asText(name))}  (${quote(asText(level))})${carried === '' ? '' : `  ${carried}`}`;
    }),
    ...[...shared].map((resource) => `With each of them: ${resource}`),
  ];
}

function listCounts(title: string, counts: Readonly<Record<string, number>>): readonly string[] {
  const entries = Object.entries(counts);
  return entries.length === 0
    ? []
    : [`${title}: ${entries.map(([reason, count]) => `${quote(reason)} ${count}`).join(', ')}`];
}

function pairs(values: unknown): string {
  return Object.entries(asRecord(values))
    .map(
      ([key, value]) => `${quote(key)}=${typeof value === 'string' ? quote(value) : JSON.stringify(value)}`,
    )
    .join(' ');
}

/** Quotes what has blanks or control characters in it: the terminal shows it, and does not obey it. */
function quote(text: string): string {
  return /^[\x21-\x7e]+$/.test(text) ? text : JSON.stringify(text);
}
