import type { AgentReport, Costs, SessionLine } from './agents.ts';
import { label, tableOf, time, type TableColumn } from './table.ts';

type Guess = (value: number) => string;

const TIMES: readonly TableColumn<{ readonly p50Ms: number | null; readonly p95Ms: number | null }>[] = [
  ['>p50', ({ p50Ms }) => time(p50Ms)],
  ['>p95', ({ p95Ms }) => time(p95Ms)],
];

/** What is known of agents; nothing where there are none. `guess` writes a count. */
export function renderAgents(agents: AgentReport, guess: Guess): readonly string[] {
  return [
    ...renderSessions(agents, guess),
    ...renderModels(agents, guess),
    tableOf('Tools', agents.tools, [
      ['tool', ({ tool }) => label(tool)],
      ['>calls', ({ calls }) => guess(calls)],
      ['>errors', ({ errors }) => guess(errors)],
      ['>denied', ({ denied }) => guess(denied)],
      ...TIMES,
      ['errors by kind', ({ errorKinds }) => listCounts(errorKinds, guess)],
    ]),
    tableOf('Errors in sessions', agents.errors, [
      ['kind', ({ errorKind }) => label(errorKind)],
      ['>count', ({ count }) => guess(count)],
    ]),
  ];
}

function renderSessions({ sessions }: AgentReport, guess: Guess): readonly string[] {
  return [
    tableOf('Sessions', sessions, [
      ['agent', ({ agent }) => label(agent)],
      ['>sessions', (line) => guess(line.sessions)],
      ['>of others', ({ subSessions }) => guess(subSessions)],
      ['>resumed', ({ resumed }) => guess(resumed)],
      ['outcomes', ({ outcomes }) => listCounts(outcomes, guess)],
      ...TIMES,
    ]),
    tableOf('In a session, on average', sessions, [
      ['agent', ({ agent }) => label(agent)],
      ['>turns', ({ perSession }) => mean(perSession.turns)],
      ['>tool calls', ({ perSession }) => mean(perSession.toolCalls)],
      ['>input', ({ perSession }) => mean(perSession.inputTokens)],
      ['>output', ({ perSession }) => mean(perSession.outputTokens)],
      ['cost', ({ perSession }) => money(perSession.costs)],
    ]),
  ];
}

function renderModels({ tokens, costs, turns }: AgentReport, guess: Guess): readonly string[] {
  const total = money(costs);
  return [
    tableOf(`Tokens${total === '-' ? '' : `: ${total} in all`}`, tokens, [
      ['model', ({ model }) => label(model)],
      ['>input', ({ inputTokens }) => guess(inputTokens)],
      ['>from cache', ({ cacheReadTokens }) => guess(cacheReadTokens)],
      ['>to cache', ({ cacheWriteTokens }) => guess(cacheWriteTokens)],
      ['>output', ({ outputTokens }) => guess(outputTokens)],
      ['>reasoning', ({ reasoningTokens }) => guess(reasoningTokens)],
      ['cost', (line) => money(line.costs)],
    ]),
    tableOf('Turns', turns, [
      ['model', ({ model }) => label(model)],
      ['>turns', (line) => guess(line.turns)],
      ['>failures', ({ failures }) => guess(failures)],
      ...TIMES,
      ['>first token p50', ({ firstTokenP50Ms }) => time(firstTokenP50Ms)],
      ['>p95', ({ firstTokenP95Ms }) => time(firstTokenP95Ms)],
    ]),
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
