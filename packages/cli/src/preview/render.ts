import { asRecord, asText } from '../subject/declared.ts';
import type { Previewed, PreviewedEvent } from './read-events.ts';

/** The preview for a person: each event with what it carries, then what goes with all of them. */
export function renderPreview({ events, broken }: Previewed, env: NodeJS.ProcessEnv): string {
  const lines = [
    '',
    ...(events.length === 0 ? explainNothing(env) : listEvents(events)),
    ...(broken === 0 ? [] : [`${broken} more could not be read: a process ended while it wrote.`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function explainNothing(env: NodeJS.ProcessEnv): readonly string[] {
  const { DO_NOT_TRACK } = env;
  if (DO_NOT_TRACK !== undefined && !['', '0', 'false'].includes(DO_NOT_TRACK.toLowerCase()))
    return [`Nothing would be sent: DO_NOT_TRACK is set to "${DO_NOT_TRACK}".`];
  return [
    'Nothing would be sent: the run recorded no event, or telemetry is off. `--level usage` previews it as if it',
    'were on.',
  ];
}

function listEvents(events: readonly PreviewedEvent[]): readonly string[] {
  const count = `${events.length} ${events.length === 1 ? 'event' : 'events'}`;
  const shared = new Set(events.map(({ resource }) => pairs(resource)));
  return [
    `This run would send ${count}:`,
    ...events.map(({ name, level, props }) => {
      const carried = pairs(props);
      return `  ${asText(name)}  (${asText(level)})${carried === '' ? '' : `  ${carried}`}`;
    }),
    ...[...shared].map((resource) => `With each of them: ${resource}`),
  ];
}

function pairs(values: unknown): string {
  return Object.entries(asRecord(values))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? quote(value) : JSON.stringify(value)}`)
    .join(' ');
}

/** Quotes what has blanks or control characters in it: the terminal shows it, and does not obey it. */
function quote(text: string): string {
  return /^[\x21-\x7e]+$/.test(text) ? text : JSON.stringify(text);
}
