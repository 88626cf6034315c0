import { explainConsent } from '../../consent/explain.ts';
import { readDebugMode } from '../../debug/debug.ts';
import { readAccount } from '../../ledger/account.ts';
import { readLedger } from '../../ledger/store.ts';
import type { LedgerView } from '../../ledger/view.ts';
import { addCounts, totalOf } from '../../spool/counts.ts';
import { readWaiting } from '../../spool/read-waiting.ts';
import { EXIT, type Answer } from '../answer.ts';
import type { Command } from '../command.ts';
import { formatCounts, formatMoment, formatRows, formatTable } from '../format.ts';
import { ownFolders, sinkNames, type Manager } from '../manager.ts';
import { headline } from '../status.ts';
import { checkCourier, checkDaemon, checkFolder } from './check-folder.ts';
import { checkSinks } from './check-sinks.ts';
import { ok, skipped, wrong, type Check } from './check.ts';
import { OUTLINE } from '../outline.ts';

/** What works and what does not. */
export type Diagnosed = {
  /** Whether nothing is wrong. */
  readonly healthy: boolean;
  readonly checks: readonly Check[];
  /** The account by sink, of all state folders together. */
  readonly accounts: Readonly<Record<string, SinkBooks>>;
  /** What the tool did wrong when it recorded, by kind: for its author. */
  readonly misuse: Readonly<Record<string, number>>;
  /** When the oldest event that waits was recorded, in milliseconds since the epoch. */
  readonly oldestAt?: number;
};

export type SinkBooks = Pick<LedgerView, 'recorded' | 'delivered' | 'pending' | 'dropped'> & {
  /** Whether recorded = delivered + dropped + pending. */
  readonly balanced: boolean;
};

/** @internal */
export const doctor: Command<Diagnosed> = {
  outline: OUTLINE.doctor,
  run: examine,
  render: (answer) => renderDiagnosed(answer).join('\n'),
  exitCode: ({ healthy }) => (healthy ? EXIT.done : EXIT.no),
};

async function examine(manager: Manager): Promise<Answer<Diagnosed>> {
  const { platform } = manager;
  const checks = [checkConsent(manager), ...(await checkPlaces(manager))];
  const folders = ownFolders(manager);
  const accounts = sumAccounts(manager, folders);
  const times = folders.flatMap((folder) => readWaiting(platform, folder).events.map(({ time }) => time));
  const oldestAt = times.reduce((oldest, time) => Math.min(oldest, time), Number.POSITIVE_INFINITY);
  const books = checkBooks(accounts);
  const all = [...checks, ...books];
  return {
    ok: true,
    healthy: all.every(({ result }) => result !== 'wrong'),
    checks: all,
    accounts,
    misuse: readMisuse(manager, folders),
    ...(times.length === 0 ? {} : { oldestAt }),
  };
}

function checkConsent({ gate }: Manager): Check {
  const decision = explainConsent(gate.inputs());
  const what = `${headline(decision)} ${decision.reason}`;
  return decision.about === 'unreadable'
    ? wrong('consent', what, 'Choose again: enable or disable.')
    : ok('consent', what);
}

/** Where nothing may be sent, nothing is made either: only what is there is looked at. */
async function checkPlaces(manager: Manager): Promise<Check[]> {
  const { platform, gate } = manager;
  const [best = ''] = gate.folders;
  const why = whyNotSend(manager);
  const opened = why === undefined ? gate.openFolder() : ownFolders(manager)[0];
  if (opened === undefined)
    return [why === undefined ? noFolder(gate.folders) : skipped('folder', 'there is none'), ...notSent(why)];
  const { intervalMs } = manager.settings.delivery;
  const checks = [
    ...checkFolder(platform, [opened, best]),
    await checkCourier(platform, opened),
    ...checkDaemon(platform, opened, intervalMs),
  ];
  return [...checks, ...(why === undefined ? await checkSinks(manager, opened) : notSent(why))];
}

function noFolder(folders: readonly string[]): Check {
  return wrong(
    'folder',
    `none can be made (${folders.join(', ')})`,
    'Nothing is recorded until one can be written.',
  );
}

function notSent(why: string | undefined): Check[] {
  return why === undefined ? [] : [skipped('sinks', `nothing is sent while ${why}`)];
}

function whyNotSend({ platform, gate }: Manager): string | undefined {
  const { level, local, noticePending } = gate.current();
  if (level === 'off') return 'telemetry is off';
  if (local) return 'telemetry is local';
  if (noticePending) return 'you have not seen the text about it';
  return readDebugMode(platform)?.kind === 'show' ? 'OVERT_DEBUG asks to show it only' : undefined;
}

function sumAccounts(manager: Manager, folders: readonly string[]): Record<string, SinkBooks> {
  const accounts: Record<string, SinkBooks> = {};
  for (const folder of folders) {
    for (const [name, view] of Object.entries(readAccount(manager.platform, folder, sinkNames(manager)))) {
      const { recorded, delivered, pending, dropped } = accounts[name] ?? EMPTY;
      const sum = {
        recorded: recorded + view.recorded,
        delivered: delivered + view.delivered,
        pending: pending + view.pending,
        dropped: addCounts(dropped, view.dropped),
      };
      accounts[name] = {
        ...sum,
        balanced: sum.recorded === sum.delivered + sum.pending + totalOf(sum.dropped),
      };
    }
  }
  return accounts;
}

const EMPTY: SinkBooks = { recorded: 0, delivered: 0, pending: 0, dropped: {}, balanced: true };

function checkBooks(accounts: Readonly<Record<string, SinkBooks>>): Check[] {
  const names = Object.keys(accounts).filter((name) => accounts[name]?.balanced !== true);
  return names.map((name) =>
    wrong('account', `that of ${name} does not add up`, 'This is a mistake in Overt: please report it.'),
  );
}

function readMisuse({ platform }: Manager, folders: readonly string[]): Readonly<Record<string, number>> {
  return folders.reduce((sum: Readonly<Record<string, number>>, folder) => {
    const read = readLedger(platform, folder);
    return read.kind === 'read' ? addCounts(sum, read.ledger.misuse) : sum;
  }, {});
}

const RESULTS: Readonly<Record<Check['result'], string>> = { ok: 'ok', wrong: 'WRONG', skipped: '-' };

function renderDiagnosed({ healthy, checks, accounts, misuse, oldestAt }: Diagnosed): string[] {
  const rows = checks.map(({ name, result, what }) => [RESULTS[result], name, what]);
  const lines = formatTable(rows).flatMap((line, index) => {
    const hint = checks[index]?.hint;
    return hint === undefined ? [line] : [line, `         ${hint}`];
  });
  const books = Object.entries(accounts).flatMap(([name, { recorded, delivered, pending, dropped }]) => [
    `  ${name}: ${recorded} recorded = ${delivered} delivered + ${pending} waiting + ${totalOf(dropped)} dropped`,
    ...(totalOf(dropped) === 0 ? [] : [`    dropped: ${formatCounts(dropped)}`]),
  ]);
  return [
    healthy ? 'Nothing is wrong.' : 'Something is wrong.',
    ...lines,
    ...(books.length === 0 ? [] : ['', 'The account so far, test events not counted:', ...books]),
    ...formatRows([
      ['Oldest', oldestAt === undefined ? [] : `waits since ${formatMoment(oldestAt)}`],
      ['Misuse', totalOf(misuse) === 0 ? [] : `${formatCounts(misuse)} (for the author of the tool)`],
    ]),
  ];
}
