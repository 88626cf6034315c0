import { expect, test } from 'vitest';
import type { AgentReport } from '../src/report/agents.ts';
import { renderAgents } from '../src/report/render-agents.ts';

const REPORT: AgentReport = {
  sessions: [
    {
      agent: 'cody',
      sessions: 1200,
      subSessions: 3,
      resumed: 4,
      outcomes: { ok: 1100, error: 60, interrupted: 0, abandoned: 0, open: 40 },
      p50Ms: 1500,
      p95Ms: 90_000,
      turns: 12_000,
      toolCalls: 3000,
      errors: 7,
      inputTokens: 1_200_000,
      outputTokens: 60_000,
      costs: { usd: 12.5 },
      perSession: { turns: 10, toolCalls: 2.5, inputTokens: 1000, outputTokens: 50, costs: { usd: 0.0104 } },
    },
  ],
  tokens: [
    {
      model: 'small',
      inputTokens: 1_200_000,
      outputTokens: 60_000,
      cacheReadTokens: 5,
      cacheWriteTokens: 6,
      reasoningTokens: 7,
      costs: { usd: 12.5, eur: 0.00123 },
    },
  ],
  costs: { usd: 12.5, eur: 0.00123 },
  turns: [
    {
      model: 'small',
      turns: 12_000,
      failures: 2,
      p50Ms: 800,
      p95Ms: null,
      firstTokenP50Ms: 90,
      firstTokenP95Ms: 400,
    },
  ],
  tools: [
    { tool: 'shell', calls: 9, errors: 2, denied: 1, errorKinds: { timeout: 2 }, p50Ms: 5, p95Ms: 12.345 },
    { tool: '', calls: 1, errors: 0, denied: 0, errorKinds: {}, p50Ms: null, p95Ms: null },
  ],
  errors: [{ errorKind: 'rate-limit', count: 3 }],
};

test('what is known of agents, as tables', () => {
  const tables = renderAgents(REPORT, (value) => `~${value}`);
  expect(`\n${tables.join('\n\n')}\n`).toMatchInlineSnapshot(`
    "
    Sessions
      agent  sessions  of others  resumed  outcomes                         p50      p95
      cody      ~1200         ~3       ~4  ok ~1100, error ~60, open ~40  1.5 s  1.5 min

    In a session, on average
      agent  turns  tool calls  input  output  cost
      cody      10         2.5  1,000      50  0.01 usd

    Tokens: 12.5 usd, 0.0012 eur in all
      model     input  from cache  to cache  output  reasoning  cost
      small  ~1200000          ~5        ~6  ~60000         ~7  12.5 usd, 0.0012 eur

    Turns
      model   turns  failures     p50  p95  first token p50     p95
      small  ~12000        ~2  800 ms    -            90 ms  400 ms

    Tools
      tool    calls  errors  denied   p50      p95  errors by kind
      shell      ~9      ~2      ~1  5 ms  12.3 ms  timeout ~2
      (none)     ~1      ~0      ~0     -        -  -

    Errors in sessions
      kind        count
      rate-limit     ~3
    "
  `);
});

test('nothing where there are none', () => {
  const none = { sessions: [], tokens: [], costs: {}, turns: [], tools: [], errors: [] };
  expect(renderAgents(none, String).join('')).toBe('');
});
