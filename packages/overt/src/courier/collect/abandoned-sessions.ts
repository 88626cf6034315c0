import { addEvent, addTotals, isCount, NO_TOTALS, tellTotals, type Totals } from '../../agents/totals.ts';
import { allows, type Level } from '../../consent/level.ts';
import { isRecord } from '../../platform/record.ts';
import type { RunContent } from '../../spool/read-run.ts';
import type { EventLine, OpenSession } from '../../spool/run-file.ts';

/**
 * The numbers of the events that end sessions are below that of the event that ends the run, and far above any that a run gives
 * out. Each follows from its session, so that it is the same whoever adds it, and whatever else was open.
 */
const LAST_SEQ = 2_147_483_646;
const SEQ_DIGITS = 7;
const HASH = /^[0-9a-f]{16}$/;

type Session = Omit<OpenSession, 'session'> & { readonly open: number };

/** What sessions would have said that were open when their run died without a word: what they took, up to its last line. */
export function endSessions({ header, closed, events }: RunContent): EventLine[] {
  if (closed !== undefined || header === undefined || !allows(header.level as Level, 'usage')) return [];
  const sessions = new Map<string, Session>();
  for (const carried of readCarried(header.sessions)) enter(sessions, carried);
  for (const event of events) follow(sessions, event);
  return [...sessions].filter(([, { open }]) => open > 0).map(([id, session]) => toEnd(id, session));
}

/** One session may have several parts in one run: an id that was given twice. */
function enter(sessions: Map<string, Session>, { session, ...carried }: OpenSession): void {
  const known = sessions.get(session);
  const { totals = NO_TOTALS, open = 0, from = carried.from } = known ?? {};
  sessions.set(session, {
    ...carried,
    from: Math.min(from, carried.from),
    open: open + 1,
    totals: addTotals(totals, carried.totals),
  });
}

function follow(sessions: Map<string, Session>, { name, props, time }: EventLine): void {
  const { session, agent, parentSession } = props;
  if (typeof session !== 'string' || !HASH.test(session) || typeof agent !== 'string') return;
  const isStart = name === 'session.start';
  const known = sessions.get(session);
  if (isStart) {
    const parent = typeof parentSession === 'string' ? { parentSession } : {};
    enter(sessions, { session, agent, ...parent, from: time, to: time, totals: NO_TOTALS });
  } else if (known !== undefined) {
    const open = known.open - (name === 'session.end' ? 1 : 0);
    if (open === 0) sessions.delete(session);
    else sessions.set(session, { ...known, open, to: time, totals: addEvent(known.totals, name, props) });
  }
}

function toEnd(session: string, { agent, parentSession, from, to, totals }: Session): EventLine {
  const props = {
    session,
    agent,
    ...(parentSession === undefined ? {} : { parentSession }),
    outcome: 'abandoned',
    // By a clock that may have been set meanwhile.
    durationMs: Math.max(0, Math.round(to - from)),
    ...tellTotals(totals),
  };
  const seq = LAST_SEQ - Number.parseInt(session.slice(0, SEQ_DIGITS), 16);
  return { seq, time: to, name: 'session.end', props };
}

/** The file may be anybody's work. */
function readCarried(sessions: unknown): OpenSession[] {
  return Array.isArray(sessions) ? sessions.filter(isOpenSession) : [];
}

function isOpenSession(value: unknown): value is OpenSession {
  if (!isRecord(value)) return false;
  const { session, parentSession, agent, from, to, totals } = value;
  if (typeof session !== 'string' || !HASH.test(session) || typeof agent !== 'string') return false;
  if (parentSession !== undefined && typeof parentSession !== 'string') return false;
  return Number.isFinite(from) && Number.isFinite(to) && isTotals(totals);
}

function isTotals(value: unknown): value is Totals {
  return isRecord(value) && Object.keys(NO_TOTALS).every((field) => isCount(value[field]));
}
