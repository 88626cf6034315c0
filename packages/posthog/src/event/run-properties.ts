import type { BatchEvent, SinkTools } from 'overt';
import { LIB } from '../lib.ts';
import { sessionOf } from './session-id.ts';

/** The names by which PostHog knows systems. */
const SYSTEMS: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'Mac OS X', win32: 'Windows' };

/** Fields for which PostHog has a name. */
const KNOWN: Readonly<Record<string, string>> = {
  tool: '$app_name',
  version: '$app_version',
  os: '$os',
  osVersion: '$os_version',
};

/** `install` is the id of the person that PostHog sees. */
const ELSEWHERE: readonly string[] = ['install'];

/** What PostHog is told of each event: not to make persons of it, and not to look where it came from. */
const ANONYMOUS = {
  $process_person_profile: false,
  $geoip_disable: true,
  // PostHog puts the sender's address where there is none, also in place of null: only another address keeps it out.
  $ip: '0.0.0.0',
} as const;

/** What is true of the whole run, by PostHog's names where it has them, else by ours behind `overt_`. */
export function listRunProperties(
  { startOf }: Pick<SinkTools, 'startOf'>,
  { run, level, sampleRate, time }: BatchEvent,
): Record<string, unknown> {
  const { trace } = run;
  const session = sessionOf(run.run, [startOf(run.run), time]);
  return {
    ...ANONYMOUS,
    $lib: LIB.name,
    $lib_version: LIB.version,
    ...(session !== undefined && { $session_id: session }),
    ...listFields(run.resource),
    overt_level: level,
    overt_run: run.run,
    ...(run.parent !== undefined && { overt_parent: run.parent }),
    ...(trace !== undefined && { overt_trace_id: trace.traceId, overt_span_id: trace.spanId }),
    ...(sampleRate !== undefined && { overt_sample_rate: sampleRate }),
  };
}

function listFields(resource: BatchEvent['run']['resource']): Record<string, string> {
  const fields = Object.entries(resource).filter(([name]) => !ELSEWHERE.includes(name));
  return Object.fromEntries(
    fields.map(([name, value]) => [
      KNOWN[name] ?? `overt_${toSnake(name)}`,
      name === 'os' ? (SYSTEMS[value] ?? value) : value,
    ]),
  );
}

/** `ciPr` becomes `ci_pr`, and `tag.team` becomes `tag_team`. */
function toSnake(name: string): string {
  return name.replaceAll('.', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
