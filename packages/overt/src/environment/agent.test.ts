import { determineAgent } from '@vercel/detect-agent';
import { detectAgenticEnvironment } from 'am-i-vibing';
import fc from 'fast-check';
import { detectAgent as detectByStdEnv } from 'std-env';
import { afterEach, describe, expect, it } from 'vitest';
import { AGENTS, detectAgent, readAgentSession } from './agent.ts';

const rows = AGENTS.flatMap((row) => {
  const [agent = '', ...words] = row.split(' ');
  return [agent, ...words].map((word) => [word, agent] as const);
});
const variables = rows.filter(([word]) => /^[A-Z]/.test(word));
const marks = variables
  .filter(([word]) => !word.endsWith('+'))
  .map(([word, agent]) => [word.replace('*', ''), agent] as const);
const spellings = rows.filter(([word]) => !/^[A-Z]/.test(word));

/** The variables of a process that one mark is set for. */
function envOf(key: string, value = '1'): Record<string, string> {
  const [variable = '', wanted = value] = key.split(':');
  return { PATH: '/bin', [variable]: wanted, HOME: '/home/x' };
}

describe('an agent', () => {
  it.each(marks)('is known by %s: %s', (key, agent) => {
    expect(detectAgent(envOf(key))).toBe(agent);
  });

  it.each(marks)('is not there when %s is off', (key) => {
    const [variable = ''] = key.split(':');
    for (const value of ['', '0', 'false', 'FALSE'])
      expect(detectAgent({ [variable]: value })).toBeUndefined();
  });

  it.each(marks.filter(([key]) => key.includes(':')))('is not there when %s is something else', (key) => {
    const [variable = ''] = key.split(':');
    expect(detectAgent({ [variable]: 'x1' })).toBeUndefined();
  });

  it.each(spellings)('may say that it is %s: %s', (name, agent) => {
    expect(detectAgent({ AI_AGENT: name })).toBe(agent);
    expect(detectAgent({ AGENT: name })).toBe(agent);
    expect(detectAgent({ AGENT_ENV: name })).toBe(agent);
  });

  it.each([
    ['claude-code_2-1-263_agent', 'claude-code'],
    ['github_copilot_vscode_agent', 'copilot'],
    ['github-copilot-cli', 'copilot'],
    ['cursor-cli', 'cursor'],
    ['augment-cli', 'augment'],
    ['Gemini-CLI', 'gemini-cli'],
    [' goose ', 'goose'],
    ['1', 'other'],
    ['true', 'other'],
    ['-', 'other'],
    ['somebody-new', 'other'],
    ['x'.repeat(81), 'other'],
  ])('that says AI_AGENT=%s is %s', (said, agent) => {
    expect(detectAgent({ AI_AGENT: said, CRUSH: '1' })).toBe(agent);
  });

  it('says nothing with an AI_AGENT that is off', () => {
    for (const said of ['', '0', 'false']) expect(detectAgent({ AI_AGENT: said })).toBeUndefined();
  });

  it('is found in the order of the table, whatever the order of the variables', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(marks, { minLength: 1 }), (some) => {
        const env = Object.assign({}, ...some.map(([key]) => envOf(key))) as Record<string, string>;
        const first = marks.find(([key]) => some.some(([other]) => other === key));
        expect(detectAgent(env)).toBe(first?.[1]);
      }),
    );
  });

  it('is always one of the table', () => {
    const known = new Set(['other', undefined, ...rows.map(([, agent]) => agent)]);
    const word = fc.oneof(fc.string(), fc.constantFrom(...rows.flat(), 'AGENT', 'AI_AGENT', ';', ':', ' '));
    fc.assert(
      fc.property(fc.dictionary(word, word), (env) => {
        expect(known).toContain(detectAgent(env));
      }),
    );
  });
});

describe('a person', () => {
  it.each([
    ['AIDER_MODEL', 'x'],
    ['AIDER_API_KEY', 'x'],
    ['ANTHROPIC_API_KEY', 'x'],
    ['CLAUDE_CONFIG_DIR', '/x'],
    ['CODEX_HOME', '/x'],
    ['COPILOT_MODEL', 'x'],
    ['CLINE_API_KEY', 'x'],
    ['CURSOR_TRACE_ID', 'x'],
    ['GEMINI', '1'],
    ['GEMINI_API_KEY', 'x'],
    ['GOOSE_PROVIDER', 'x'],
    ['PI_CODING_AGENT_DIR', '/x'],
    ['REPL_ID', 'x'],
    ['OPENCODE_CONFIG', '/x'],
    ['TERM_PROGRAM', 'vscode'],
    ['AGENT', '1'],
    ['AGENT', 'pi-cluster-3'],
    ['AGENT', 'build-agent'],
    ['SSH_AGENT_PID', '1'],
  ])('with %s=%s is no agent', (variable, value) => {
    expect(detectAgent({ [variable]: value })).toBeUndefined();
  });
});

describe('the conversation of an agent', () => {
  const sessions = variables
    .filter(([word]) => /[*+]$/.test(word))
    .map(([word, agent]) => [agent, word.slice(0, -1)] as const);

  it.each(sessions)('of %s is in %s', (agent, variable) => {
    expect(readAgentSession({ [variable]: 'a-1' }, agent)).toBe('a-1');
    expect(readAgentSession({ [variable]: '' }, agent)).toBeUndefined();
    expect(readAgentSession({ [variable]: 'a-1' }, 'junie')).toBeUndefined();
  });
});

describe('other libraries', () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  });
  const setEnv = (env: Readonly<Record<string, string>>): void => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, env);
  };

  /** Their names that are not ours. Undefined: they take a person's settings for an agent, and we do not. */
  const THEIRS: Readonly<Record<string, string | undefined>> = {
    claude: 'claude-code',
    'cursor-cli': 'cursor',
    'cursor-agent': 'cursor',
    gemini: 'gemini-cli',
    'gemini-agent': 'gemini-cli',
    'augment-cli': 'augment',
    auggie: 'augment',
    'github-copilot': 'copilot',
    'github-copilot-cli': 'copilot',
  };
  const ours = (theirs: string | undefined): string | undefined =>
    theirs === undefined ? undefined : theirs in THEIRS ? THEIRS[theirs] : theirs;

  const VARIABLES = [
    ['AI_AGENT', 'github-copilot-cli'],
    ['CURSOR_AGENT', '1'],
    ['CURSOR_EXTENSION_HOST_ROLE', 'agent-exec'],
    ['GEMINI_CLI', '1'],
    ['CODEX_SANDBOX', 'seatbelt'],
    ['CODEX_CI', '1'],
    ['CODEX_THREAD_ID', 'x'],
    ['ANTIGRAVITY_AGENT', '1'],
    ['AUGMENT_AGENT', '1'],
    ['OPENCODE', '1'],
    ['CLAUDECODE', '1'],
    ['CLAUDE_CODE', '1'],
    ['CRUSH', '1'],
    ['AMP_CURRENT_THREAD_ID', 'x'],
    ['AGENT', 'amp'],
    ['AGENT', 'crush'],
    ['QWEN_CODE', '1'],
    ['PI_CODING_AGENT', 'true'],
    ['JUNIE_DATA', '/x'],
    ['JUNIE_SHIM_PATH', '/x'],
    ['COPILOT_AGENT', '1'],
    ['COPILOT_CLI', '1'],
  ] as const;

  it.each(VARIABLES)('agree about %s=%s, each that knows it', async (variable, value) => {
    const env = { [variable]: value };
    setEnv(env);
    const { agent: byVercel } = await determineAgent();
    const byVibing = detectAgenticEnvironment({ env, checkProcesses: false });
    const found = [byVercel?.name, detectByStdEnv().name, byVibing.id ?? undefined];
    const names = new Set(found.map(ours).filter((name) => name !== undefined));
    expect([...names]).toEqual([detectAgent(env)]);
  });

  it.each([
    ['cowork', { CLAUDECODE: '1', CLAUDE_CODE_IS_COWORK: '1' }, 'cowork'],
    ['the assistant of replit', { REPL_ID: 'x', REPLIT_MODE: 'assistant' }, 'replit'],
  ])('agree about %s', async (_, env, agent) => {
    setEnv(env);
    const { agent: byVercel } = await determineAgent();
    const byVibing = detectAgenticEnvironment({ env, checkProcesses: false });
    expect([byVercel?.name, byVibing.id]).toContain(agent);
    expect(detectAgent(env)).toBe(agent);
  });

  // What a person sets, or the window that a person works in: the others say agent, and we do not.
  it.each([
    { REPL_ID: 'x' },
    { CURSOR_TRACE_ID: 'x' },
    { COPILOT_MODEL: 'x' },
    { COPILOT_ALLOW_ALL: '1' },
    { GOOSE_PROVIDER: 'x' },
    { OPENCODE_CLIENT: 'cli' },
    { AIDER_API_KEY: 'x' },
    { CODEIUM_EDITOR_APP_ROOT: '/x' },
    { TERM_PROGRAM: 'zed', PAGER: 'cat' },
  ])('take %o for an agent, and we do not', async (env: Record<string, string>) => {
    setEnv(env);
    const { agent: byVercel } = await determineAgent();
    const byVibing = detectAgenticEnvironment({ env, checkProcesses: false });
    expect([byVercel?.name, detectByStdEnv().name, byVibing.id].filter((name) => name)).not.toEqual([]);
    expect(detectAgent(env)).toBeUndefined();
  });
});

it.each(AGENTS.map((row) => row.split(' ')[0] ?? ''))(
  'is not told by a variable that is called %s',
  (name) => {
    expect(detectAgent({ [name]: '1' })).toBeUndefined();
  },
);
