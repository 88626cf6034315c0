import { describe, expect } from 'vitest';
import { test, type Agora } from './harness.ts';

/** The plan's `redactTelemetryFields`: `(?i)token|secret|password|api[_-]?key|authorization`. */
const PATTERN = /token|secret|password|api[_-]?key|authorization/i;
const KEYS = (
  'token TOKEN accessToken refresh_token secret Client-Secret password dbPassword ' +
  'apikey api_key api-key apiKey X-Api-Key Authorization proxy_authorization'
).split(' ');
/** What that pattern leaves through, and must not go either. */
const MISSED = ['appCertificate', 'cookie', 'session_id', 'credential', 'private_key', 'pwd'];

/** In which form a service may put a key and its value in a message. */
const FORMS: readonly (readonly [form: string, write: (keys: readonly string[]) => string])[] = [
  ['assignments', (keys) => keys.map((key) => `${key}=${valueOf(key)}`).join('\n')],
  ['headers', (keys) => keys.map((key) => `${key}: ${valueOf(key)}`).join('\n')],
  ['JSON', (keys) => JSON.stringify(toObject(keys))],
  // The original looks at the uppermost level only.
  ['JSON within JSON', (keys) => JSON.stringify({ data: { list: [toObject(keys)] } })],
];

describe('what a service says in its messages', () => {
  test('the keys are those of the plan, and those that it misses', () => {
    expect(KEYS.filter((key) => !PATTERN.test(key))).toEqual([]);
    expect(MISSED.filter((key) => PATTERN.test(key))).toEqual([]);
  });

  test.for(FORMS)('%s: at level full, no value of a key leaves', async ([, write], { agora }) => {
    await failWith(agora, [write(KEYS), write(MISSED)], 'full');
    const text = agora.receiver.text();
    // The messages are there, with something else in the place of each value.
    expect(text.split('[redacted]').length - 1).toBeGreaterThanOrEqual(KEYS.length + MISSED.length);
    expect(text).toContain('appCertificate');
    for (const key of [...KEYS, ...MISSED]) expect.soft(text).not.toContain(valueOf(key));
  });

  test('by default, nothing of a message leaves', async ({ agora }) => {
    await failWith(agora, ['project-x has tokenCount 12, tried in vain'], 'errors');
    expect(agora.receiver.reports()).toHaveLength(1);
    for (const word of ['project-x', 'tokenCount', 'in vain'])
      expect(agora.receiver.text()).not.toContain(word);
  });
});

function toObject(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)]));
}

/** Of its own for each key, with nothing else about it that gives it away: 32 hexadecimal digits, as an App Certificate has. */
function valueOf(key: string): string {
  return Buffer.from(key.repeat(16)).toString('hex').slice(0, 32);
}

async function failWith(agora: Agora, messages: readonly string[], level: string): Promise<void> {
  agora.agree();
  agora.logIn();
  const env = { AGORA_TELEMETRY: level };
  for (const message of messages) {
    agora.service.answer = { status: 500, body: JSON.stringify({ code: 'INTERNAL', message }) };
    expect((await agora.run('project list', env)).stderr).toContain(message.slice(0, 20));
  }
  await agora.deliver(env);
}
