import type { Store } from '../store/store.ts';
import { ALL_COSTS, ANY, BY_AGENT, ERRORS, SESSIONS, TOKENS, TOOLS, TURNS } from './agent-queries.ts';
import { MAX_LINES, toCount } from './lines.ts';

/** Money in whole units of the currency (ISO 4217), exact to nine digits behind the point. */
export type Costs = Readonly<Record<string, number>>;

/** How sessions of one agent went. A session that went on in another process is one. */
export type SessionLine = {
  readonly agent: string;
  readonly sessions: number;
  /** Those that another session started. */
  readonly subSessions: number;
  /** Those that went on in another process. */
  readonly resumed: number;
  /** By the outcome of their last part. `open`: it is not known that they have ended. */
  readonly outcomes: Readonly<Record<'ok' | 'error' | 'interrupted' | 'abandoned' | 'open', number>>;
  /** Of all parts of a session that have ended, within 1 %. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly turns: number;
  readonly toolCalls: number;
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costs: Costs;
  /** All of it divided by the sessions. */
  readonly perSession: {
    readonly turns: number;
    readonly toolCalls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly costs: Costs;
  };
};

/** Input tokens hold those that came from a cache or went to one, and output tokens those of reasoning. */
export type TokenLine = {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly costs: Costs;
};

/** Requests to one model. */
export type TurnLine = {
  readonly model: string;
  readonly turns: number;
  readonly failures: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Until the first token came. */
  readonly firstTokenP50Ms: number | null;
  readonly firstTokenP95Ms: number | null;
};

/** Calls of one tool. What was denied or interrupted is no error. */
export type ToolLine = {
  readonly tool: string;
  readonly calls: number;
  readonly errors: number;
  readonly denied: number;
  readonly errorKinds: Readonly<Record<string, number>>;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
};

/** What a project's events say of agents. */
export type AgentReport = {
  readonly sessions: readonly SessionLine[];
  readonly tokens: readonly TokenLine[];
  /** Of all models. */
  readonly costs: Costs;
  readonly turns: readonly TurnLine[];
  readonly tools: readonly ToolLine[];
  readonly errors: readonly { readonly errorKind: string; readonly count: number }[];
};

type Sums = Readonly<Record<string, number>>;
type Percentiles = readonly [number | null, number | null];
type SessionRow = {
  agent: string;
  sessions: number;
  subSessions: number;
  resumed: number;
  outcomes: Sums;
  durations: Percentiles;
};
type UseRow = Record<'turns' | 'toolCalls' | 'errors' | 'inputTokens' | 'outputTokens', number> & {
  agent: string;
  costs: Sums;
};
type TokenRow = Omit<TokenLine, 'costs'> & { costs: Sums };
type TurnRow = { model: string; turns: number; failures: number; took: Percentiles; first: Percentiles };
type ToolRow = Omit<ToolLine, 'p50Ms' | 'p95Ms'> & { took: Percentiles };

const NONE: AgentReport = { sessions: [], tokens: [], costs: {}, turns: [], tools: [], errors: [] };

/** Reads what the rollups say of agents: of most tools, nothing, which one question shows. */
export async function readAgents(store: Store, project: string): Promise<AgentReport> {
  const params = { project };
  if ((await store.query(ANY, params)).length === 0) return NONE;
  const [sessions, use, tokens, [all], turns, tools, errors] = await Promise.all([
    store.query<SessionRow>(SESSIONS, params),
    store.query<UseRow>(BY_AGENT, params),
    store.query<TokenRow>(TOKENS, params),
    store.query<{ costs: Sums }>(ALL_COSTS, params),
    store.query<TurnRow>(TURNS, params),
    store.query<ToolRow>(TOOLS, params),
    store.query<{ errorKind: string; count: number }>(ERRORS, params),
  ]);
  const used = new Map(use.map((row) => [row.agent, row]));
  return {
    sessions: sessions.map((row) => toSessionLine(row, used.get(row.agent))),
    tokens: tokens.map(toTokenLine),
    costs: toCosts(all?.costs),
    turns: turns.map(toTurnLine),
    tools: tools.map(toToolLine),
    errors: errors.map(({ errorKind, count }) => ({ errorKind, count: toCount(count) })),
  };
}

function toSessionLine(row: SessionRow, use: UseRow | undefined): SessionLine {
  const [p50Ms, p95Ms] = row.durations;
  const outcomes = { ok: 0, error: 0, interrupted: 0, abandoned: 0, open: 0 };
  for (const [name, count] of Object.entries(row.outcomes))
    if (Object.hasOwn(outcomes, name)) outcomes[name as keyof typeof outcomes] = toCount(count);
  const per = (value: number | undefined): number => (row.sessions > 0 ? (value ?? 0) / row.sessions : 0);
  return {
    agent: row.agent,
    sessions: toCount(row.sessions),
    subSessions: toCount(row.subSessions),
    resumed: toCount(row.resumed),
    outcomes,
    p50Ms,
    p95Ms,
    turns: toCount(use?.turns ?? 0),
    toolCalls: toCount(use?.toolCalls ?? 0),
    errors: toCount(use?.errors ?? 0),
    inputTokens: toCount(use?.inputTokens ?? 0),
    outputTokens: toCount(use?.outputTokens ?? 0),
    costs: toCosts(use?.costs),
    perSession: {
      turns: per(use?.turns),
      toolCalls: per(use?.toolCalls),
      inputTokens: per(use?.inputTokens),
      outputTokens: per(use?.outputTokens),
      costs: toCosts(use?.costs, row.sessions),
    },
  };
}

function toTokenLine(row: TokenRow): TokenLine {
  return {
    model: row.model,
    inputTokens: toCount(row.inputTokens),
    outputTokens: toCount(row.outputTokens),
    cacheReadTokens: toCount(row.cacheReadTokens),
    cacheWriteTokens: toCount(row.cacheWriteTokens),
    reasoningTokens: toCount(row.reasoningTokens),
    costs: toCosts(row.costs),
  };
}

function toTurnLine({ model, turns, failures, took, first }: TurnRow): TurnLine {
  return {
    model,
    turns: toCount(turns),
    failures: toCount(failures),
    p50Ms: took[0],
    p95Ms: took[1],
    firstTokenP50Ms: first[0],
    firstTokenP95Ms: first[1],
  };
}

function toToolLine({ tool, calls, errors, denied, errorKinds, took }: ToolRow): ToolLine {
  const kinds = Object.entries(errorKinds).toSorted(([, one], [, other]) => other - one);
  return {
    tool,
    calls: toCount(calls),
    errors: toCount(errors),
    denied: toCount(denied),
    errorKinds: Object.fromEntries(kinds.slice(0, MAX_LINES).map(([kind, count]) => [kind, toCount(count)])),
    p50Ms: took[0],
    p95Ms: took[1],
  };
}

const NANOS = 1e9;

function toCosts(nanos: Sums | undefined, sessions = 1): Costs {
  const entries = Object.entries(nanos ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    entries
      .slice(0, MAX_LINES)
      .map(([currency, sum]) => [currency.toUpperCase(), toCount(sum / Math.max(sessions, 1)) / NANOS]),
  );
}
