import { expect, it } from 'vitest';
import { makeEvent } from '../../overt/test/harness/batches.ts';
import { ownOf, sendOne } from './harness/send-events.ts';

it.each([
  [
    'session.start',
    { session: '5d1e', agent: 'codex', model: 'm-1', parentSession: '77aa', resumed: false },
    {
      'gen_ai.conversation.id': '5d1e',
      'gen_ai.agent.name': 'codex',
      'gen_ai.request.model': 'm-1',
      'gen_ai.operation.name': 'invoke_agent',
      'overt.prop.parentSession': '77aa',
      'overt.prop.resumed': false,
    },
  ],
  [
    'session.turn',
    { session: '5d1e', agent: 'codex', outcome: 'ok', durationMs: 900, firstTokenMs: 250, model: 'm-1' },
    {
      'gen_ai.conversation.id': '5d1e',
      'gen_ai.agent.name': 'codex',
      'gen_ai.request.model': 'm-1',
      'gen_ai.operation.name': 'chat',
      'gen_ai.response.time_to_first_chunk': 0.25,
      'overt.prop.outcome': 'ok',
      'overt.prop.durationMs': 900,
    },
  ],
  [
    'tool.call',
    { session: '5d1e', agent: 'codex', tool: 'grep', outcome: 'error', durationMs: 5, errorKind: 'eacces' },
    {
      'gen_ai.conversation.id': '5d1e',
      'gen_ai.agent.name': 'codex',
      'gen_ai.tool.name': 'grep',
      'gen_ai.operation.name': 'execute_tool',
      'error.type': 'eacces',
      'overt.prop.outcome': 'error',
      'overt.prop.durationMs': 5,
    },
  ],
  [
    'token.usage',
    {
      session: '5d1e',
      agent: 'codex',
      model: 'm-1',
      inputTokens: 12,
      outputTokens: 3,
      cacheReadTokens: 5,
      cacheWriteTokens: 4,
      reasoningTokens: 1,
      costNanos: 7,
      currency: 'usd',
    },
    {
      'gen_ai.conversation.id': '5d1e',
      'gen_ai.agent.name': 'codex',
      'gen_ai.request.model': 'm-1',
      'gen_ai.operation.name': 'chat',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.usage.cache_read.input_tokens': 5,
      'gen_ai.usage.cache_creation.input_tokens': 4,
      'gen_ai.usage.reasoning.output_tokens': 1,
      'overt.prop.costNanos': 7,
      'overt.prop.currency': 'usd',
    },
  ],
  [
    'session.error',
    { session: '5d1e', agent: 'codex', errorKind: 'rate-limit' },
    { 'gen_ai.conversation.id': '5d1e', 'gen_ai.agent.name': 'codex', 'error.type': 'rate-limit' },
  ],
  [
    'session.end',
    { session: '5d1e', agent: 'codex', outcome: 'abandoned', inputTokens: 12 },
    {
      'gen_ai.conversation.id': '5d1e',
      'gen_ai.agent.name': 'codex',
      'gen_ai.operation.name': 'invoke_agent',
      'overt.prop.outcome': 'abandoned',
      // A total: what `token.usage` has told under the name of OpenTelemetry is not told so again.
      'overt.prop.inputTokens': 12,
    },
  ],
])('%s with %o goes by the conventions of GenAI', async (name, props, expected) => {
  const { plain } = await sendOne(makeEvent({ name, level: 'usage', props }));
  expect(ownOf(plain)).toEqual(expected);
});
