import type { AgentReport, Costs, SessionLine } from './agents.ts';
import { label, table, time } from './table.ts';

type Guess = (value: number) => string;

/** What is known of agents; nothing where there are none. `guess` writes a count. */
export function renderAgents(agents: AgentReport, guess: Guess): readonly string[] {
  return [
    table(
      'Sessions',
      ['agent', '>sessions', '>of others', '>resumed', 'outcomes', '>p50', '>p95'],
      agents.sessions.map((line) => [
        label(line.agent),
        guess(line.sessions),
        guess(line.subSessions),
        guess(line.resumed),
        listCounts(line.outcomes, guess),
        time(line.p50Ms),
        time(line.p95Ms),
      ]),
    ),
    table(
      'In a session, on average',
      ['agent', '>turns', '>tool calls', '>input', '>output', 'cost'],
      agents.sessions.map(({ agent, perSession }) => [
        label(agent),
        mean(perSession.turns),
        mean(perSession.toolCalls),
        mean(perSession.inputTokens),
        mean(perSession.outputTokens),
        money(perSession.costs),
      ]),
    ),
    ...renderModels(agents, guess),
    table(
      'Tools',
      ['tool', '>calls', '>errors', '>denied', '>p50', '>p95', 'errors by kind'],
      agents.tools.map((line) => [
        label(line.tool),
        guess(line.calls),
        guess(line.errors),
        guess(line.denied),
        time(line.p50Ms),
        time(line.p95Ms),
        listCounts(line.errorKinds, guess),
      ]),
    ),
    table(
      'Errors in sessions',
      ['kind', '>count'],
      agents.errors.map((line) => [label(line.errorKind), guess(line.count)]),
    ),
  ];
}

function renderModels({ tokens, costs, turns }: AgentReport, guess: Guess): readonly string[] {
  const total = money(costs);
  return [
    table(
      `Tokens${total === '-' ? '' : `: ${total} in all`}`,
      ['model', '>input', '>from cache', '>to cache', '>output', '>reasoning', 'cost'],
      tokens.map((line) => [
        label(line.model),
        guess(line.inputTokens),
        guess(line.cacheReadTokens),
        guess(line.cacheWriteTokens),
        guess(line.outputTokens),
        guess(line.reasoningTokens),
        money(line.costs),
      ]),
    ),
    table(
      'Turns',
      ['model', '>turns', '>failures', '>p50', '>p95', '>first token p50', '>p95'],
      turns.map((line) => [
        label(line.model),
        guess(line.turns),
        guess(line.failures),
        time(line.p50Ms),
        time(line.p95Ms),
        time(line.firstTokenP50Ms),
        time(line.firstTokenP95Ms),
      ]),
    ),
  ];
}

function listCounts(
  counts: SessionLine['outcomes'] | Readonly<Record<string, number>>,
  guess: Guess,
): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0 ? '-' : some.map(([name, count]) => `${label(name)} ${guess(count)}`).join(', ');
}

function mean(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
}

/** What is less than a hundredth is shown by its first two digits. */
function money(costs: Costs): string {
  const amounts = Object.entries(costs).map(([currency, amount]) => {
    const digits =
      amount >= 0.01 || amount === 0 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 2 };
    return `${amount.toLocaleString('en', digits)} ${label(currency)}`;
  });
  return amounts.length === 0 ? '-' : amounts.join(', ');
}
