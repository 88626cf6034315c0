import { describe, expect, it } from 'vitest';
import { NO_TOTALS } from '../../agents/totals.ts';
import { parseRun, type RunContent } from '../../spool/read-run.ts';
import { encodeLine, type HeaderLine, type OpenSession, type RunLine } from '../../spool/run-file.ts';
import { endSessions } from './abandoned-sessions.ts';

const [A, B] = ['0a1b2c3d4e5f6071', 'ffffffffffffffff'];
const RUN = '01M80Z8QGGZVAMQNJZD9520AY0';

function read(lines: readonly RunLine[], header: object = {}): RunContent {
  const head = {
    overt: 1,
    run: RUN,
    segment: 2,
    process: { pid: 1, start: '', host: '' },
    level: 'usage',
    source: 'default',
    resource: { tool: 'scan', version: '1' },
    ...header,
  } as HeaderLine;
  return parseRun([head, ...lines].map(encodeLine).join(''));
}

const line = (name: string, props: Record<string, string | number>, time = 1000): RunLine => ({
  seq: time,
  time,
  name,
  props: { agent: 'lead', ...props },
});
const carried = (session: string, given: Partial<OpenSession> = {}): OpenSession => ({
  session,
  agent: 'lead',
  from: 100,
  to: 900,
  totals: { ...NO_TOTALS, turns: 2, inputTokens: 50, costNanos: 5, currency: 'usd' },
  ...given,
});

describe('the sessions of a run that died', () => {
  it('end with what they took before, and in its last file', () => {
    const lines = [
      line('token.usage', { session: A, inputTokens: 7, outputTokens: 3, costNanos: 1, currency: 'usd' }),
      line('session.turn', { session: A, outcome: 'ok' }),
      line('session.start', { session: B, parentSession: A }, 2000),
      line('tool.call', { session: B, outcome: 'timeout' }, 2500),
    ];
    const ends = endSessions(read(lines, { sessions: [carried(A)] }));
    expect(ends.map(({ name, time, props }) => ({ name, time, ...props }))).toEqual([
      {
        name: 'session.end',
        session: A,
        agent: 'lead',
        outcome: 'abandoned',
        durationMs: 900,
        time: 1000,
        ...NO_TOTALS,
        turns: 3,
        inputTokens: 57,
        outputTokens: 3,
        costNanos: 6,
        currency: 'usd',
      },
      {
        name: 'session.end',
        session: B,
        agent: 'lead',
        parentSession: A,
        outcome: 'abandoned',
        durationMs: 500,
        time: 2500,
        ...NO_TOTALS,
        toolCalls: 1,
        toolErrors: 1,
      },
    ]);
  });

  it('end with numbers that follow from the session alone, and that no run gives out', () => {
    const seqs = (lines: readonly RunLine[], sessions: readonly OpenSession[] = []): number[] =>
      endSessions(read(lines, { sessions })).map(({ seq }) => seq);
    const [both, alone] = [
      seqs([line('session.start', { session: B }), line('session.start', { session: A })]),
      seqs([], [carried(A)]),
    ];
    expect(both[1]).toBe(alone[0]);
    expect(new Set(both).size).toBe(2);
    for (const seq of both) expect(seq).toBeGreaterThan(1_800_000_000);
    // 2147483647 says that the run itself was abandoned.
    for (const seq of both) expect(seq).toBeLessThan(2_147_483_647);
  });

  it('are those that had not ended, each of its parts by itself', () => {
    const end = (session: string, turns: number): RunLine =>
      line('session.end', { session, ...NO_TOTALS, turns, inputTokens: 50, costNanos: 5, currency: 'usd' });
    expect(endSessions(read([end(A, 2)], { sessions: [carried(A)] }))).toEqual([]);
    // An id that was given twice has two parts, of which one ended.
    const [left, ...none] = endSessions(read([end(A, 2)], { sessions: [carried(A), carried(A)] }));
    expect(none).toEqual([]);
    expect(left?.props).toMatchObject({ turns: 2, inputTokens: 50, costNanos: 5 });
  });

  it('are none where the run ended, goes on, or was not allowed to record them', () => {
    const sessions = [carried(A)];
    expect(endSessions(read([{ end: { code: 0, durationMs: 1 } }], { sessions }))).toEqual([]);
    expect(endSessions(read([{ next: 3 }], { sessions }))).toEqual([]);
    expect(endSessions(read([], { sessions, level: 'errors' }))).toEqual([]);
    expect(endSessions(read([], { sessions, level: 'nonsense' }))).toEqual([]);
    expect(endSessions(read([], { sessions }))).toHaveLength(1);
  });

  it.each([
    ['no list', 7],
    ['null', [null]],
    ['another id', [carried('../../etc/passwd')]],
    ['no agent', [{ ...carried(A), agent: 7 }]],
    ['no times', [{ ...carried(A), from: 'now' }]],
    ['no totals', [{ ...carried(A), totals: undefined }]],
    ['negative totals', [carried(A, { totals: { ...NO_TOTALS, turns: -1 } })]],
    ['endless totals', [{ ...carried(A), totals: { ...NO_TOTALS, turns: 1e300 } }]],
  ])('are not those that a file names with %s', (_what, sessions) => {
    expect(endSessions(read([], { sessions }))).toEqual([]);
  });

  it('say nothing that a file has besides their totals', () => {
    const totals = { ...NO_TOTALS, secret: 'words' };
    const [end] = endSessions(read([], { sessions: [{ ...carried(A), totals, more: 'words' }] }));
    expect(JSON.stringify(end)).not.toContain('words');
  });
});
