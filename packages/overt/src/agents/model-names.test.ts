import { describe, expect, test } from 'vitest';
import { toPublicModel } from './model-names.ts';

describe('the name of a model', () => {
  test.each([
    'claude-sonnet-4-5-20250929',
    'claude-3-5-haiku-latest',
    'claude-opus-4.1',
    'gpt-5',
    'gpt-4o',
    'gpt-4o-mini-2024-07-18',
    'gpt-4.1-nano',
    'gpt-oss-120b',
    'gpt-5-codex',
    'chatgpt-4o-latest',
    'o3',
    'o4-mini',
    'o1-pro',
    'gemini-2.5-pro',
    'gemini-2.0-flash-lite-001',
    'gemma-3-27b-it',
    'llama-3.3-70b-instruct',
    'llama3.1',
    'mistral-large-latest',
    'mixtral-8x7b-instruct',
    'codestral-2501',
    'deepseek-r1',
    'deepseek-v3.1',
    'deepseek-reasoner',
    'qwen3-coder-480b-a35b-instruct',
    'qwen2.5-72b',
    'grok-4-fast-reasoning',
    'command-r-plus',
    'phi-4',
    'kimi-k2-instruct',
    'glm-4.6',
  ])('%s is a public one', (name) => {
    expect(toPublicModel(name)).toBe(name);
    expect(toPublicModel(`provider/${name.toUpperCase()}`)).toBe(name);
  });

  test.each([
    '',
    'acme',
    'gpt-acme-internal',
    'ft:gpt-4o:acme::8x',
    'claude-sonnet-for-john',
    'john-gpt-4',
    'gpt-4 of john',
    'gpt-4/secret',
    'llama-acme-70b',
    'gpt-123456789',
    'mistral-large-john',
    'gpt--4',
    'gpt-',
    'o5',
    `gpt-${'4-'.repeat(60)}4`,
  ])('%s may be somebody’s own', (name) => {
    expect(toPublicModel(name)).toBeUndefined();
  });
});
