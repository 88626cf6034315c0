import { attempt } from '../../platform/attempt.ts';
import { findReport, type DiagnosticReport } from '../../reports/diagnostic-report.ts';
import { findOwnCode } from '../../errors/package-root.ts';
import type { Platform } from '../../platform/platform.ts';
import { isSameHost } from '../../spool/liveness.ts';
import type { RunContent } from '../../spool/read-run.ts';
import type { EventLine, HeaderLine } from '../../spool/run-file.ts';
import { timeOfRun } from '../../spool/run-id.ts';

/**
 * The number of the event that says how a run ended when it could not say so itself. Far above any number that a
 * run gives out, and always the same, so that it cannot be told twice.
 */
const ABANDONED_SEQ = 2_147_483_647;
/** The clock that says since when the machine runs is not that of the file system. */
const RESTART_SLACK_MS = 5000;

/** What is known of the end of runs, besides their files. */
export type EndContext = {
  readonly platform: Platform;
  readonly reports?: readonly DiagnosticReport[] | undefined;
};

/** What a run that died without a word would have said. */
export function writeEpitaph(
  context: EndContext,
  { header, closed, openCommand }: RunContent,
  modifiedMs: number,
): EventLine[] {
  if (closed !== undefined || header === undefined) return [];
  const { cause, local } = findEnd(context, header, modifiedMs);
  const props = {
    ...(openCommand === undefined ? {} : { command: openCommand }),
    ...(cause === undefined ? {} : { cause }),
  };
  const time = Math.round(modifiedMs);
  return [{ seq: ABANDONED_SEQ, time, name: 'command.abandoned', level: 'errors', props, local }];
}

type End = Pick<EventLine, 'local'> & { readonly cause?: 'out-of-memory' | 'fatal' | 'restart' };

/** Of a run on another machine or in another container, nothing here tells. */
function findEnd({ platform, reports = [] }: EndContext, header: HeaderLine, modifiedMs: number): End {
  if (!isSameHost(platform, header.process)) return {};
  const report = findReport(reports, header.process.pid, [timeOfRun(header.run), modifiedMs]);
  if (report === undefined) return wasRestarted(platform, modifiedMs) ? { cause: 'restart' } : {};
  return { cause: report.cause, local: { errors: [report.error], ...findCode(platform, header) } };
}

/** The machine was started after the run last wrote: it cannot have lived longer than that. */
function wasRestarted({ now, system }: Platform, modifiedMs: number): boolean {
  return now() - system.uptimeMs() - RESTART_SLACK_MS > modifiedMs;
}

/** The run noted no error, and so not where its own code is. */
function findCode(platform: Platform, { local, resource }: HeaderLine): ReturnType<typeof findOwnCode> {
  const typed = local?.script;
  if (typeof typed !== 'string') return {};
  const system = { ...platform.system, arguments: ['', typed] };
  return attempt(() => findOwnCode({ ...platform, system }, resource.tool)) ?? {};
}
