import type { AgentReport, Costs, SessionLine } from '../src/index.ts';

/** An event as a test has recorded it. */
export type Recorded = {
  readonly run: string;
  readonly seq: number;
  readonly time: number;
  readonly name: string;
  readonly props: Readonly<Record<string, string | number | boolean>>;
  readonly sampleRate: number;
};

/** What the report should say of agents: the same by plain loops, without a database. */
export function calculateAgents(events: readonly Recorded[]): AgentReport {
  const usage = named(events, 'token.usage');
  return {
    sessions: groupBy(listSessions(events), ({ agent }) => agent)
      .map(([agent, sessions]) => sumSessions(agent, sessions, ofAgent(events, agent)))
      .toSorted((one, other) => other.sessions - one.sessions || compare(one.agent, other.agent)),
    tokens: groupBy(usage, ({ props }) => String(props['model']))
      .map(([model, group]) => ({ model, ...sumTokens(group), costs: sumCosts(group) }))
      .toSorted(
        (one, other) =>
          other.inputTokens + other.outputTokens - one.inputTokens - one.outputTokens ||
          compare(one.model, other.model),
      ),
    costs: sumCosts(usage),
    turns: calculateTurns(named(events, 'session.turn')),
    tools: calculateTools(named(events, 'tool.call')),
    errors: groupBy(named(events, 'session.error'), ({ props }) => String(props['errorKind']))
      .map(([errorKind, group]) => ({ errorKind, count: weigh(group) }))
      .toSorted((one, other) => other.count - one.count || compare(one.errorKind, other.errorKind)),
  };
}

function calculateTurns(turns: readonly Recorded[]): AgentReport['turns'] {
  return groupBy(turns, ({ props }) => String(props['model'] ?? ''))
    .map(([model, group]) => {
      const first = numbers(group, 'firstTokenMs');
      return {
        model,
        turns: weigh(group),
        failures: weigh(group.filter(({ props }) => props['outcome'] === 'error')),
        p50Ms: percentile(numbers(group, 'durationMs'), 0.5),
        p95Ms: percentile(numbers(group, 'durationMs'), 0.95),
        firstTokenP50Ms: percentile(first, 0.5),
        firstTokenP95Ms: percentile(first, 0.95),
      };
    })
    .toSorted((one, other) => other.turns - one.turns || compare(one.model, other.model));
}

function calculateTools(calls: readonly Recorded[]): AgentReport['tools'] {
  return groupBy(calls, ({ props }) => String(props['tool']))
    .map(([tool, group]) => {
      const failed = group.filter(({ props }) => ['error', 'timeout'].includes(String(props['outcome'])));
      const kinds = groupBy(failed, ({ props }) => String(props['errorKind'] ?? props['outcome']));
      return {
        tool,
        calls: weigh(group),
        errors: weigh(failed),
        denied: weigh(group.filter(({ props }) => props['outcome'] === 'denied')),
        errorKinds: Object.fromEntries(kinds.map(([kind, some]) => [kind, weigh(some)])),
        p50Ms: percentile(numbers(group, 'durationMs'), 0.5),
        p95Ms: percentile(numbers(group, 'durationMs'), 0.95),
      };
    })
    .toSorted((one, other) => other.calls - one.calls || compare(one.tool, other.tool));
}

type Session = {
  readonly agent: string;
  readonly weight: number;
  readonly hasParent: boolean;
  readonly starts: number;
  readonly outcome: keyof SessionLine['outcomes'];
  readonly durationMs: number | undefined;
};

function listSessions(events: readonly Recorded[]): Session[] {
  return groupBy(events, ({ props }) => String(props['session'])).map(([, group]) => {
    const starts = named(group, 'session.start');
    const first = starts.filter(({ props }) => props['resumed'] === false);
    const ends = named(group, 'session.end').toSorted((one, other) => one.time - other.time);
    const last = ends.at(-1);
    const isWhole = group.every(({ sampleRate }) => sampleRate === 1);
    return {
      agent:
        group
          .map(({ props }) => String(props['agent']))
          .toSorted()
          .at(-1) ?? '',
      weight: first[0] === undefined ? Number(isWhole) : 1 / first[0].sampleRate,
      hasParent: group.some(({ props }) => 'parentSession' in props),
      starts: starts.length,
      outcome:
        last === undefined || ends.length < starts.length
          ? 'open'
          : (String(last.props['outcome']) as keyof SessionLine['outcomes']),
      durationMs:
        last === undefined ? undefined : numbers(ends, 'durationMs').reduce((sum, one) => sum + one, 0),
    };
  });
}

function sumSessions(agent: string, sessions: readonly Session[], events: readonly Recorded[]): SessionLine {
  const add = (some: readonly Session[]): number =>
    Math.round(some.reduce((sum, { weight }) => sum + weight, 0));
  const all = sessions.reduce((sum, { weight }) => sum + weight, 0);
  const durations = sessions.flatMap(({ durationMs }) => (durationMs === undefined ? [] : [durationMs]));
  const { inputTokens, outputTokens } = sumTokens(named(events, 'token.usage'));
  const [turns, toolCalls] = [weigh(named(events, 'session.turn')), weigh(named(events, 'tool.call'))];
  const costs = sumCosts(named(events, 'token.usage'));
  const per = (value: number): number => (all > 0 ? value / all : 0);
  const outcomes = { ok: 0, error: 0, interrupted: 0, abandoned: 0, open: 0 };
  for (const [outcome, some] of groupBy(sessions, (one) => one.outcome)) outcomes[outcome] = add(some);
  return {
    agent,
    sessions: add(sessions),
    subSessions: add(sessions.filter(({ hasParent }) => hasParent)),
    resumed: add(sessions.filter(({ starts }) => starts > 1)),
    outcomes,
    p50Ms: percentile(durations, 0.5),
    p95Ms: percentile(durations, 0.95),
    turns,
    toolCalls,
    errors: weigh(named(events, 'session.error')),
    inputTokens,
    outputTokens,
    costs,
    perSession: {
      turns: per(turns),
      toolCalls: per(toolCalls),
      inputTokens: per(inputTokens),
      outputTokens: per(outputTokens),
      costs: Object.fromEntries(
        Object.entries(costs).map(([currency, sum]) => [
          currency,
          Math.round((sum * 1e9) / Math.max(all, 1)) / 1e9,
        ]),
      ),
    },
  };
}

function sumTokens(events: readonly Recorded[]): {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
} {
  const add = (field: string): number =>
    Math.round(
      events.reduce((sum, { props, sampleRate }) => sum + Number(props[field] ?? 0) / sampleRate, 0),
    );
  return {
    inputTokens: add('inputTokens'),
    outputTokens: add('outputTokens'),
    cacheReadTokens: add('cacheReadTokens'),
    cacheWriteTokens: add('cacheWriteTokens'),
    reasoningTokens: add('reasoningTokens'),
  };
}

function sumCosts(events: readonly Recorded[]): Costs {
  const groups = groupBy(events, ({ props }) => String(props['currency'] ?? ''));
  const nanos = groups.map(([currency, group]) => [
    currency.toUpperCase(),
    group.reduce((sum, { props, sampleRate }) => sum + Number(props['costNanos'] ?? 0) / sampleRate, 0) / 1e9,
  ]);
  return Object.fromEntries(nanos.filter(([currency]) => currency !== '')) as Costs;
}

function named(events: readonly Recorded[], name: string): Recorded[] {
  return events.filter((event) => event.name === name);
}

function ofAgent(events: readonly Recorded[], agent: string): Recorded[] {
  return events.filter(({ props }) => props['agent'] === agent);
}

function weigh(events: readonly Recorded[]): number {
  return Math.round(events.reduce((sum, { sampleRate }) => sum + 1 / sampleRate, 0));
}

function numbers(events: readonly Recorded[], field: string): number[] {
  return events.flatMap(({ props }) => (typeof props[field] === 'number' ? [props[field]] : []));
}

/** The value below which such a share of the others is. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? null;
}

function groupBy<Item, Key extends string>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): [Key, Item[]][] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
