import type { BatchEvent, RunEnd, SinkTools } from 'overt';
import type { SerializedSession } from '@sentry/core';
import { releaseOf } from '../release.ts';
import type { SinkSettings } from '../settings.ts';
import { sessionId } from './run-id.ts';

const STATUS: Readonly<Record<RunEnd['status'], SerializedSession['status']>> = {
  ok: 'exited',
  // Sentry tells these by their number of errors.
  errored: 'exited',
  crashed: 'crashed',
  abnormal: 'abnormal',
};

/** Levels at which the tool tells of every run. Of others, only those with errors would be counted. */
const LEVELS: readonly string[] = ['usage', 'full'];

/** What a session is made with. */
export type SessionSource = Pick<SinkTools, 'startOf'> & { readonly settings: SinkSettings };

/**
 * What an event says of its run: that it began, how it ended, or both. A run that is told of in parts begins as one that goes
 * well and is brought up to date when it has ended.
 */
export function makeSession(
  { startOf, settings }: SessionSource,
  event: BatchEvent,
): SerializedSession | undefined {
  const { run: id, level, resource, began = false, ended } = event.run;
  if ((!began && ended === undefined) || !LEVELS.includes(level)) return undefined;
  const { status = 'ok', errors = 0, durationMs } = ended ?? {};
  const startedMs = startOf(id);
  const endedMs = durationMs === undefined ? Math.max(event.time, startedMs) : startedMs + durationMs;
  return {
    sid: sessionId(id),
    ...(resource['install'] !== undefined && { did: resource['install'] }),
    init: began,
    started: toText(startedMs),
    timestamp: toText(endedMs),
    status: ended === undefined ? 'ok' : STATUS[status],
    errors: status === 'crashed' ? Math.max(1, errors) : errors,
    ...(durationMs !== undefined && { duration: durationMs / 1000 }),
    attrs: {
      release: releaseOf(settings, resource),
      ...(resource['environment'] !== undefined && { environment: resource['environment'] }),
    },
  };
}

function toText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
