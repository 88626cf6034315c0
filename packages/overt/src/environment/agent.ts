import type { Env } from '../platform/platform.ts';
import { isOn } from '../platform/text.ts';

/**
 * AI agents, the first that is found wins: a name, other spellings of it, then the variables that say that this agent
 * runs us. `VARIABLE:text` counts with that text only; `VARIABLE*` holds the id of the agent's conversation too,
 * `VARIABLE+` that only. Marks of a session are here and nothing else: what a person sets too (keys, models, folders,
 * `AIDER_*`, `GOOSE_PROVIDER`, `REPL_ID`, the terminal of an editor) is not. Agents without a variable name
 * themselves in AI_AGENT. docs/environment.md is made of this.
 */
export const AGENTS: readonly string[] = [
  'cowork CLAUDE_CODE_IS_COWORK CLAUDE_CODE_SESSION_ID+',
  'claude-code claude claudecode CLAUDECODE CLAUDE_CODE CLAUDE_CODE_SESSION_ID*',
  'codex CODEX_THREAD_ID* CODEX_SANDBOX CODEX_CI CODEX_SHELL',
  'cursor CURSOR_AGENT CURSOR_CONVERSATION_ID* CURSOR_EXTENSION_HOST_ROLE:agent-exec',
  'gemini-cli gemini GEMINI_CLI',
  'copilot github-copilot COPILOT_CLI COPILOT_AGENT COPILOT_AGENT_SESSION_ID*',
  'opencode OPENCODE OPENCODE_SESSION_ID*',
  'amp AMP_CURRENT_THREAD_ID* AMP_THREAD_URL',
  'goose GOOSE_TERMINAL',
  'crush CRUSH',
  'cline CLINE_ACTIVE',
  'roo-code roo ROO_ACTIVE ROO_CLI_RUNTIME',
  'kilo-code kilo kilocode KILOCODE_FEATURE:cli KILO_RUN_ID*',
  'kiro KIRO_SESSION_ID* AGENT_CONTEXT_OUT',
  'augment auggie AUGMENT_AGENT',
  'qwen-code qwen QWEN_CODE',
  'antigravity ANTIGRAVITY_AGENT ANTIGRAVITY_TRAJECTORY_ID*',
  'windsurf WINDSURF_CASCADE_TERMINAL',
  'trae TRAE_AI_SHELL_ID',
  'pi PI_CODING_AGENT:true PI_SESSION_ID+',
  'grok GROK_AGENT:1 GROK_SESSION_ID*',
  'junie JUNIE_DATA JUNIE_SHIM_PATH',
  'openclaw OPENCLAW_SHELL',
  'hermes HERMES_SESSION_ID*',
  'iflow IFLOW_CLI',
  'vtcode VTCODE:1',
  'replit REPLIT_MODE:assistant',
  'aider',
  'amazon-q',
  'continue',
  'devin',
  'droid factory-droid',
  'jules',
  'openhands',
  'v0',
  'warp',
  'zed',
];

/** No agent has a longer name; the rest of a longer text need not be looked at. */
const MAX_NAME_LENGTH = 80;

/** The AI agent that runs this process, by its canonical name; `other` for one that is not known. */
export function detectAgent(env: Env): string | undefined {
  const said = env['AI_AGENT'];
  if (isOn(said)) return nameAgent(said, true) ?? 'other';
  // `AGENT` may mean anything: it counts only when it names an agent that is known.
  return nameAgent(env['AGENT'], false) ?? nameAgent(env['AGENT_ENV'], false) ?? findMark(env);
}

/** The id of the agent's conversation as the agent gives it: to be hashed before it leaves. */
export function readAgentSession(env: Env, agent: string): string | undefined {
  const words = AGENTS.map((row) => row.split(' ')).find(([name]) => name === agent) ?? [];
  const found = words.find((word) => /[*+]$/.test(word) && env[word.slice(0, -1)]);
  return found && env[found.slice(0, -1)];
}

/** Agents add their version and more: `claude-code_2-1-263_agent`. The longest beginning that is a name counts. */
function nameAgent(said: string | undefined, mayGoOn: boolean): string | undefined {
  if (!said || said.length > MAX_NAME_LENGTH) return undefined;
  let name = said.trim().toLowerCase().replaceAll('_', '-');
  while (name !== '') {
    const row = AGENTS.find((words) => words.split(' ').includes(name));
    if (row !== undefined) return row.split(' ')[0];
    name = mayGoOn ? name.slice(0, Math.max(0, name.lastIndexOf('-'))) : '';
  }
  return undefined;
}

function findMark(env: Env): string | undefined {
  const row = AGENTS.find((words) => words.split(' ').some((word) => isMark(word, env)));
  return row?.split(' ')[0];
}

function isMark(word: string, env: Env): boolean {
  const [name = '', text] = word.split(':');
  // The first words of a row are names of the agent: `v0=1` in the environment is anybody's.
  if (name === name.toLowerCase()) return false;
  const value = env[name.replace('*', '')];
  return isOn(value) && (text === undefined || value === text);
}
