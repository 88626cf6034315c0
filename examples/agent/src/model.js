import { readFileSync } from 'node:fs';
import { setImmediate as nextTick } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const DEFAULT_SCRIPT = fileURLToPath(new URL('../scripts/look-around.json', import.meta.url));
/** Dollars for a million tokens, given and made. */
const PRICES = { 'script-large': [3, 15], 'script-small': [0.8, 4] };
const MILLION = 1_000_000;
const CHARACTERS_PER_TOKEN = 4;
const PIECE_LENGTH = 12;

/**
 * A model that answers what a script says, in the shape in which those behind a network do: pieces of text, calls of tools, and at the
 * end what was used. So it costs nothing and always says the same.
 */
export function createModel(name) {
  const script = JSON.parse(readFileSync(process.env['ERRAND_SCRIPT'] ?? DEFAULT_SCRIPT, 'utf8'));
  return { name, stream: (request) => stream(name, script, request) };
}

async function* stream(name, script, { agent, messages }) {
  const { say = 'Done.', calls = [] } = nextLine(script[agent] ?? [], messages);
  for (let start = 0; start < say.length; start += PIECE_LENGTH) {
    await nextTick();
    yield { text: say.slice(start, start + PIECE_LENGTH) };
  }
  for (const call of calls) yield { call };
  yield { usage: measure(name, messages, say + JSON.stringify(calls)) };
}

/** The line that follows on as many answers as there were since the user last spoke. */
function nextLine(lines, messages) {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  const answered = messages.slice(asked).filter(({ role }) => role === 'assistant').length;
  return lines[answered] ?? {};
}

function measure(name, messages, answer) {
  const tokensOf = (value) => Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
  const inputTokens = tokensOf(messages);
  const outputTokens = tokensOf(answer);
  const [given, made] = PRICES[name] ?? [0, 0];
  return {
    inputTokens,
    outputTokens,
    // All but what has just been said was there the last time.
    cacheReadTokens: messages.length > 1 ? tokensOf(messages.slice(0, -1)) : 0,
    cost: (inputTokens * given + outputTokens * made) / MILLION,
    currency: 'USD',
  };
}
