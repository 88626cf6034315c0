import { batchPath, parseBatch } from '../courier/outbox.ts';
import { readKept } from '../journal/read-journal.ts';
import { readLedger } from '../ledger/store.ts';
import type { Platform } from '../platform/platform.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { readWaiting } from '../spool/read-waiting.ts';
import { isError } from '../telemetry/run-stats.ts';
import { EXIT, fail, type Answer } from './answer.ts';
import type { Command } from './command.ts';
import { countOf, formatMoment, formatTable } from './format.ts';
import { ownFolders, type Manager } from './manager.ts';
import { OUTLINE } from './outline.ts';
import { readSince } from './read-since.ts';

/** What the commands of all runs came to, as far as that is stored here. */
export type Stats = CommandStats & {
  /** How many processes of the tool that was. A summary counts as many as it sums up. */
  readonly runs: number;
  /** By command, the most frequent first. */
  readonly byCommand: Readonly<Record<string, CommandStats>>;
};

export type CommandStats = {
  readonly commands: number;
  /** How many of them failed: an error, a crash, wrong use. */
  readonly errors: number;
  /** How long they took together, and how many of them have a duration. */
  readonly durationMs: number;
  readonly timed: number;
  /** When the first and the last of them ended, in milliseconds since the epoch. */
  readonly first?: number;
  readonly last?: number;
};

/** @internal */
export const stats: Command<Stats> = {
  outline: OUTLINE.stats,
  run: async (manager, { flags }) => {
    const since = readSince(manager.platform, flags['since']);
    return since === undefined
      ? fail(EXIT.wrongUse, `Expected a date or a time ago for --since, got "${String(flags['since'])}".`)
      : readStats(manager, since);
  },
  render: (answer) => renderStats(answer).join('\n'),
};

const NONE: CommandStats = { commands: 0, errors: 0, durationMs: 0, timed: 0 };

function readStats(manager: Manager, since: number): Answer<Stats> {
  const folders = ownFolders(manager);
  const stored = folders.flatMap((folder) => readStored(manager.platform, folder));
  // A courier may move events while we read, and an event that some sinks have had is in two places.
  const events = [...new Map(stored.map((event) => [event.id, event])).values()];
  const counted = events.filter(
    ({ name, time }) => (name === INVOCATION || name === SUMMARY) && time >= since,
  );
  const byCommand = new Map<string, CommandStats>();
  let total = NONE;
  for (const event of counted) {
    const name = String(event.props['command'] ?? '');
    byCommand.set(name, add(byCommand.get(name) ?? NONE, event));
    total = add(total, event);
  }
  const sorted = [...byCommand].toSorted(([, one], [, other]) => other.commands - one.commands);
  const byRun = new Map<string, number>();
  for (const { run, name, props } of counted)
    byRun.set(run.run, Math.max(byRun.get(run.run) ?? 1, name === SUMMARY ? numberOf(props['count']) : 1));
  const runs = [...byRun.values()].reduce((sum, count) => sum + count, 0);
  return { ok: true, ...total, runs, byCommand: Object.fromEntries(sorted) };
}

const INVOCATION = 'command.invocation';
/** What a courier makes of many runs that did the same, where the author wants that. */
const SUMMARY = 'command.summary';

/** What is not sent yet, what is being sent, and what the journal keeps of what was. */
function readStored(platform: Platform, folder: string): BatchEvent[] {
  const kept = readKept(platform, folder).flatMap(({ events }) => events);
  const read = readLedger(platform, folder);
  const batches = read.kind === 'read' ? Object.keys(read.ledger.batches) : [];
  const leaving = batches.flatMap((batch) => {
    const file = readOwnFile(platform, batchPath(folder, batch));
    return file.kind === 'read' ? parseBatch(file.text) : [];
  });
  return [...kept, ...leaving, ...readWaiting(platform, folder).events];
}

function add(sum: CommandStats, { name, time, props }: BatchEvent): CommandStats {
  const isSummary = name === SUMMARY;
  const commands = isSummary ? numberOf(props['count']) : 1;
  const durationMs = numberOf(props['durationMs']);
  const isTimed = props['durationMs'] !== undefined;
  // A summary of an earlier version does not say of how many the duration is.
  const timed = isSummary ? numberOf(props['timed'] ?? commands) : 1;
  return {
    commands: sum.commands + commands,
    errors: sum.errors + (isSummary ? countFailures(props) : isError(props['outcome']) ? 1 : 0),
    durationMs: sum.durationMs + durationMs,
    timed: sum.timed + (isTimed ? timed : 0),
    first: Math.min(sum.first ?? time, isSummary ? time - numberOf(props['spanMs']) : time),
    last: Math.max(sum.last ?? time, time),
  };
}

/** The fields of a summary that count what `isError` says of an invocation. */
function countFailures({ errors, usageErrors, crashes }: BatchEvent['props']): number {
  return numberOf(errors) + numberOf(usageErrors) + numberOf(crashes);
}

/** A file here may be anybody's work. */
function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function renderStats({ runs, byCommand, ...total }: Stats): string[] {
  const { first, last } = total;
  if (first === undefined || last === undefined)
    return ['No command is stored here, as far as the journal goes back.'];
  const rows = Object.entries(byCommand).map(([name, one]) => columns(name, one));
  return [
    `${countOf(total.commands, 'command')} in ${countOf(runs, 'run')}, from ${formatMoment(first)} to ${formatMoment(last)}.`,
    '',
    ...formatTable([
      ['Command', 'Times', 'Failed', 'Together', 'On average'],
      ...rows,
      ...(rows.length > 1 ? [columns('all', total)] : []),
    ]),
  ];
}

function columns(name: string, { commands, errors, durationMs, timed }: CommandStats): string[] {
  const average = timed === 0 ? '-' : formatDuration(durationMs / timed);
  return [name, String(commands), String(errors), timed === 0 ? '-' : formatDuration(durationMs), average];
}

/** `340 ms`, `12.5 s`, `2.1 h`. */
function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const [divisor, unit] = ms < 60_000 ? [1000, 's'] : ms < 3_600_000 ? [60_000, 'min'] : [3_600_000, 'h'];
  return `${(ms / divisor).toFixed(1)} ${unit}`;
}
