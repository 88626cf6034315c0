/**
 * The names that public models have, by how they are built: a family, then words that all may have and numbers. Pinned on
 * 2026-11-22. A model that somebody made for themselves has other words in its name, and is recorded as a hash.
 */
const FAMILIES =
  'claude gpt chatgpt o1 o3 o4 gemini gemma llama mistral mixtral codestral devstral magistral ministral pixtral ' +
  'deepseek qwen qwen2 qwen3 qwq grok command phi nova titan kimi glm yi granite jamba nemotron olmo';
const WORDS =
  'opus sonnet haiku fable instant mini nano micro turbo pro max plus flash lite ultra large medium small tiny base premier ' +
  'preview latest exp experimental beta stable instruct chat it coder code codex vision vl audio realtime search text ' +
  'thinking reasoner reasoning think fast deep research omni multimodal oss scout maverick moe next distill r it';

const KNOWN_FAMILIES = new Set(FAMILIES.split(' '));
const KNOWN_WORDS = new Set(WORDS.split(' '));
/** `4`, `4o`, `3.5`, `v3.1`, `k2`, `a22b`, `70b`, `8x7b`, `20250929`, `001`. */
const NUMBER = /^[a-z]?\d{1,8}(\.\d{1,3}){0,2}(x\d{1,3})?[a-z]?$/;
/** Who serves it stands before: `anthropic/claude-sonnet-4-5`. */
const MAX_LENGTH = 100;

/** The name as it is recorded, if it is one of a public model. */
export function toPublicModel(given: string): string | undefined {
  if (given.length > MAX_LENGTH) return undefined;
  const name = given.slice(given.lastIndexOf('/') + 1).toLowerCase();
  const [family = '', ...words] = name.split('-');
  const isKnown = isFamily(family) && words.every((word) => KNOWN_WORDS.has(word) || NUMBER.test(word));
  return isKnown ? name : undefined;
}

/** `llama3.1` and `qwen2.5` have their number in the word. */
function isFamily(word: string): boolean {
  return KNOWN_FAMILIES.has(word) || KNOWN_FAMILIES.has(word.replace(/\d{1,2}(\.\d{1,2})?$/, ''));
}
