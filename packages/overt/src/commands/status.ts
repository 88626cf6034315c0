import type { ChoiceOrigin } from '../consent/choice.ts';
import type { ExplainedDecision } from '../consent/decision.ts';
import { explainConsent, listOpinions, type RuleOpinion } from '../consent/explain.ts';
import type { Choice } from '../consent/level.ts';
import { readDeliveries, type Delivered } from '../journal/read-journal.ts';
import { lowerNow, type Lowered } from '../ledger/lowered.ts';
import { readLedger } from '../ledger/store.ts';
import type { SinkPlace } from '../sinks/place-of.ts';
import { JOURNAL_LIMITS } from '../spool/limits.ts';
import { readHeld, readWaiting } from '../spool/read-waiting.ts';
import { EXIT, type Answer } from './answer.ts';
import type { Command } from './command.ts';
import { describeSinks } from './describe-sinks.ts';
import {
  countOf,
  formatBytes,
  formatMoment,
  formatResult,
  formatRows,
  formatSpan,
  formatTable,
  type Row,
} from './format.ts';
import { nameSingle } from './log.ts';
import { describeErasure, listRequests, type RequestStatus } from './requests.ts';
import { commandName, knownIds, type Manager, ownFolders } from './manager.ts';
import { OUTLINE } from './outline.ts';

/** What holds, and what there is. */
export type Status = ExplainedDecision & {
  readonly tool: string;
  readonly version: string;
  /** The rules that would decide if the one that does were silent, in their order. */
  readonly otherwise: readonly RuleOpinion[];
  /** What the user chose, if anything. */
  readonly choice?: StoredStatus;
  readonly sinks: readonly SinkStatus[];
  readonly waiting: {
    readonly events: number;
    readonly bytes: number;
    /** In milliseconds since the epoch. */
    readonly oldestAt?: number;
    /** Runs that go on, or that ended without a word. */
    readonly openRuns: number;
  };
  /** Reports of crashes that leave only if the user says so. */
  readonly held: number;
  /** What the user asked to be erased elsewhere, and what became of that: for 90 days after it was settled. */
  readonly requests: readonly RequestStatus[];
  /** The id of this installation, if it has one yet, and how many it had before. */
  readonly ids: { readonly install?: string; readonly past: number };
  /** Where state is kept. Empty where there is none. */
  readonly folders: readonly string[];
  /** How long, in milliseconds, and up to which size what was sent is kept here to be read. */
  readonly journal: { readonly maxAgeMs: number; readonly maxBytes: number };
};

export type StoredStatus = {
  readonly choice: Choice;
  readonly at: number;
  readonly how: ChoiceOrigin;
  /** The version of the text that the user had seen, and whether it is the present one. */
  readonly text: number;
  readonly isCurrent: boolean;
};

export type SinkStatus = SinkPlace & {
  readonly last?: Delivered;
  /** When it is tried again after a failure, and what that was. */
  readonly nextTryAt?: number;
  readonly lastFailure?: string;
  /** What its other side asks for, so that less is sent to it. */
  readonly lowered?: Lowered;
};

/** @internal */
export const status: Command<Status> = {
  outline: OUTLINE.status,
  run: async (manager) => readStatus(manager),
  render: (answer, manager, { flags }) =>
    flags['quiet'] === true ? '' : renderStatus(answer, manager).join('\n'),
  exitCode: ({ level }, { flags }) => (flags['quiet'] === true && level === 'off' ? EXIT.no : EXIT.done),
};

function readStatus(manager: Manager): Answer<Status> {
  const { platform, settings, gate } = manager;
  const inputs = gate.inputs();
  const folders = ownFolders(manager);
  const waiting = folders.map((folder) => readWaiting(platform, folder));
  const times = waiting.flatMap(({ events }) => events.map(({ time }) => time));
  const oldestAt = times.reduce((oldest, time) => Math.min(oldest, time), Number.POSITIVE_INFINITY);
  const { current, past } = knownIds(manager);
  return {
    ok: true,
    ...explainConsent(inputs),
    tool: settings.tool,
    version: settings.version,
    otherwise: listOpinions(inputs).slice(1),
    ...storedStatus(inputs),
    sinks: describeSinks(settings).map((sink) => ({ ...sink, ...progressOf(manager, folders, sink.name) })),
    waiting: {
      events: times.length,
      bytes: waiting.reduce((sum, { bytes }) => sum + bytes, 0),
      ...(times.length === 0 ? {} : { oldestAt }),
      openRuns: waiting.reduce((sum, { openRuns }) => sum + openRuns, 0),
    },
    held: folders.flatMap((folder) => readHeld(platform, folder).events).length,
    requests: listRequests(manager),
    ids: { ...(current === undefined ? {} : { install: current }), past: past.length },
    folders,
    journal: JOURNAL_LIMITS,
  };
}

function storedStatus({ stored, policy }: ReturnType<Manager['gate']['inputs']>): {
  readonly choice?: StoredStatus;
} {
  if (stored.kind !== 'chosen') return {};
  const { choice, at, how, text } = stored;
  return { choice: { choice, at, how, text, isCurrent: text >= policy.text } };
}

function progressOf(
  { platform }: Manager,
  folders: readonly string[],
  name: string,
): Pick<SinkStatus, 'last' | 'nextTryAt' | 'lastFailure' | 'lowered'> {
  const last = folders
    .flatMap((folder) => readDeliveries(platform, folder))
    .findLast(({ sink }) => sink === name);
  const accounts = folders.map((folder) => {
    const read = readLedger(platform, folder);
    return read.kind === 'read' ? read.ledger.sinks[name] : undefined;
  });
  const now = platform.now();
  const lowered = accounts.map((account) => lowerNow(account?.lowered, now)).find(Boolean);
  const waiting = accounts.find((account) => account !== undefined && account.retryAt > now);
  return {
    ...(last === undefined ? {} : { last }),
    ...(waiting === undefined ? {} : { nextTryAt: waiting.retryAt }),
    ...(waiting?.lastFailure === undefined || waiting.failures === 0
      ? {}
      : { lastFailure: waiting.lastFailure }),
    ...(lowered === undefined ? {} : { lowered }),
  };
}

function renderStatus(answer: Status, manager: Manager): string[] {
  const { level, reason, locked, otherwise, sinks, ids, folders, journal } = answer;
  const places = formatTable(
    sinks.map(({ kind, place, name }) => [
      kind,
      place,
      name.startsWith(`${kind}:${place}`) || name === kind || name === place ? '' : name,
    ]),
  );
  const days = Math.round(journal.maxAgeMs / (24 * 60 * 60 * 1000));
  const rows: Row[] = [
    ['Why', locked ? `${reason} It is locked.` : reason],
    ['Choice', answer.choice === undefined ? [] : describeChoice(answer.choice, manager)],
    ['Otherwise', otherwise.map(({ choice, reason }) => `${choice}: ${reason}`)],
    [level === 'off' || answer.local ? 'Would go to' : 'Goes to', places.map((line) => line.trim())],
    ['Waiting', describeWaiting(answer, manager)],
    ['Held', describeHeld(answer, manager)],
    ['Last try', sinks.flatMap(({ last }) => (last === undefined ? [] : [describeLast(last)]))],
    ['Next try', sinks.flatMap((sink) => describeNext(sink))],
    ['Wants less', sinks.flatMap((sink) => describeLowered(sink))],
    ['Erasure', answer.requests.map(describeErasure)],
    ['Id', `${ids.install ?? 'none'}${ids.past === 0 ? '' : ` (${ids.past} before)`}`],
    ['Folder', folders.length === 0 ? 'none: nothing is stored' : folders],
    [
      'Journal',
      folders.length === 0
        ? []
        : `what was sent is kept for ${countOf(days, 'day')}, ${formatBytes(journal.maxBytes)} at most`,
    ],
  ];
  return [headline(answer), ...formatRows(rows)];
}

/** @internal Whether it is on, in a sentence. */
export function headline({
  level,
  local,
  noticePending,
}: Pick<Status, 'level' | 'local' | 'noticePending'>): string {
  if (level === 'off') return 'Telemetry is off.';
  if (local) return 'Telemetry is local: what is recorded stays on this machine.';
  if (noticePending)
    return `Telemetry is on (${level}), but nothing leaves until you have seen the new text about it.`;
  return `Telemetry is on (${level}).`;
}

const ORIGINS: Readonly<Record<ChoiceOrigin, string>> = {
  prompt: 'when you were asked',
  notice: 'after the notice',
  command: 'by command',
  tool: 'through the tool',
};

function describeChoice({ choice, at, how, text, isCurrent }: StoredStatus, manager: Manager): string {
  const stale = isCurrent ? '' : `, of which there is a newer one (${manager.settings.policy.text})`;
  return `${choice}, on ${formatMoment(at)}, ${ORIGINS[how]} (text ${text}${stale})`;
}

function describeWaiting({ waiting }: Status, { platform }: Manager): string {
  const { events, bytes, oldestAt, openRuns } = waiting;
  if (events === 0)
    return openRuns === 0 ? 'nothing' : `nothing yet, of ${countOf(openRuns, 'run')} not over`;
  const age = formatSpan(Math.max(0, platform.now() - (oldestAt ?? 0)));
  return `${countOf(events, 'event')}, ${formatBytes(bytes)}, the oldest from ${age} ago`;
}

function describeHeld({ held }: Status, manager: Manager): string[] {
  if (held === 0) return [];
  const are = held === 1 ? 'is' : 'are';
  return [
    `${countOf(held, 'report')} of crashes ${are} sent if you say so: \`${commandName(manager)} crashes\``,
  ];
}

function describeLast(last: Delivered): string {
  const { time, sink, sent } = last;
  const what = nameSingle(last) ?? countOf(sent, 'event');
  return `${formatMoment(time)} to ${sink}: ${what}, ${formatResult(last)}`;
}

function describeNext({ name, nextTryAt, lastFailure }: SinkStatus): string[] {
  if (nextTryAt === undefined) return [];
  const why = lastFailure === undefined ? 'as it asked' : `after ${lastFailure}`;
  return [`${formatMoment(nextTryAt)} to ${name}, ${why}`];
}

function describeLowered({ name, lowered }: SinkStatus): string[] {
  if (lowered === undefined) return [];
  const { drop, sample, everyMs, until } = lowered;
  const wishes = [
    ...(drop.length === 0 ? [] : [`no ${drop.join(', ')}`]),
    ...Object.entries(sample).map(
      ([event, share]) => `${event} of ${Number((share * 100).toPrecision(3))} % of runs`,
    ),
    ...(everyMs === 0 ? [] : [`nothing within ${formatSpan(everyMs)}`]),
  ];
  return [`${name}, until ${formatMoment(until)}: ${wishes.join('; ')}`];
}

/** @internal For messages that end by saying where to read more. */
export function seeStatus(manager: Manager): string {
  return `See \`${commandName(manager)} status\`.`;
}
