/**
 * Which variables say that an AI agent runs us, as ` VARIABLE=agent`; the first that is set wins. `VARIABLE:text` counts
 * only when its value begins with that text. Marks of a session only: what a person sets too (keys, models, folders,
 * `AIDER_*`, `GOOSE_PROVIDER`, `REPL_ID`, the terminal of an editor) is not here. Names in lower case are other spellings
 * of an agent's name, and agents that name themselves in AI_AGENT only. docs/environment.md is made of this.
 */
export const AGENTS =
  ' CLAUDE_CODE_IS_COWORK=cowork CLAUDECODE=claude-code CLAUDE_CODE=claude-code CLAUDE_CODE_SESSION_ID=claude-code' +
  ' CODEX_THREAD_ID=codex CODEX_SANDBOX=codex CODEX_CI=codex CODEX_SHELL=codex' +
  ' CURSOR_AGENT=cursor CURSOR_CONVERSATION_ID=cursor CURSOR_EXTENSION_HOST_ROLE:agent-exec=cursor' +
  ' GEMINI_CLI=gemini-cli COPILOT_CLI=copilot COPILOT_AGENT=copilot COPILOT_AGENT_SESSION_ID=copilot' +
  ' OPENCODE=opencode OPENCODE_SESSION_ID=opencode AMP_CURRENT_THREAD_ID=amp AMP_THREAD_URL=amp' +
  ' GOOSE_TERMINAL=goose CRUSH=crush CLINE_ACTIVE=cline ROO_ACTIVE=roo-code ROO_CLI_RUNTIME=roo-code' +
  ' KILOCODE_FEATURE:cli=kilo-code KILO_RUN_ID=kilo-code KIRO_SESSION_ID=kiro AGENT_CONTEXT_OUT=kiro' +
  ' AUGMENT_AGENT=augment QWEN_CODE=qwen-code ANTIGRAVITY_AGENT=antigravity ANTIGRAVITY_TRAJECTORY_ID=antigravity' +
  ' WINDSURF_CASCADE_TERMINAL=windsurf TRAE_AI_SHELL_ID=trae PI_CODING_AGENT:true=pi GROK_AGENT:1=grok' +
  ' GROK_SESSION_ID=grok JUNIE_DATA=junie JUNIE_SHIM_PATH=junie OPENCLAW_SHELL=openclaw HERMES_SESSION_ID=hermes' +
  ' IFLOW_CLI=iflow VTCODE:1=vtcode REPLIT_MODE:assistant=replit USER:swebot=jules' +
  ' AWS_EXECUTION_ENV:AmazonQ-For-CLI=amazon-q' +
  ' claude=claude-code claudecode=claude-code gemini=gemini-cli github-copilot=copilot auggie=augment qwen=qwen-code' +
  ' roo=roo-code kilo=kilo-code kilocode=kilo-code aider=aider continue=continue devin=devin droid=droid' +
  ' factory-droid=droid openhands=openhands v0=v0 warp=warp zed=zed ';

/** Where an agent tells the id of its conversation, as ` agent=VARIABLE`. */
export const AGENT_SESSIONS =
  ' claude-code=CLAUDE_CODE_SESSION_ID cowork=CLAUDE_CODE_SESSION_ID codex=CODEX_THREAD_ID amp=AMP_CURRENT_THREAD_ID' +
  ' cursor=CURSOR_CONVERSATION_ID copilot=COPILOT_AGENT_SESSION_ID opencode=OPENCODE_SESSION_ID kilo-code=KILO_RUN_ID' +
  ' kiro=KIRO_SESSION_ID antigravity=ANTIGRAVITY_TRAJECTORY_ID grok=GROK_SESSION_ID hermes=HERMES_SESSION_ID' +
  ' pi=PI_SESSION_ID amp=AMP_THREAD_URL ';

type Variables = Readonly<Record<string, string | undefined>>;

/** The AI agent that runs this process, by its canonical name; `other` for one that is not known. */
export function detectAgent(env: Variables): string | undefined {
  const said = env['AI_AGENT'];
  if (isOn(said)) return nameAgent(said, true) ?? 'other';
  // `AGENT` may mean anything: it counts only when it names an agent that is known.
  return nameAgent(env['AGENT'], false) ?? nameAgent(env['AGENT_ENV'], false) ?? findMark(env);
}

/** The id of the agent's conversation as the agent gives it: to be hashed before it leaves. */
export function readAgentSession(env: Variables, agent: string): string | undefined {
  for (let at = 0; (at = AGENT_SESSIONS.indexOf(` ${agent}=`, at)) !== -1; at += 1) {
    const value = env[readEntry(AGENT_SESSIONS, at)[1]];
    if (value) return value;
  }
  return undefined;
}

/** Agents add their version and more: `claude-code_2-1-263_agent`. The longest beginning that is a name counts. */
function nameAgent(said: string | undefined, mayGoOn: boolean): string | undefined {
  if (!said || said.length > 80) return undefined;
  let name = said.trim().toLowerCase().split('_').join('-');
  while (name !== '') {
    const at = AGENTS.indexOf(` ${name}=`);
    if (at !== -1) return readEntry(AGENTS, at)[1];
    if (AGENTS.includes(`=${name} `)) return name;
    name = mayGoOn ? name.slice(0, Math.max(0, name.lastIndexOf('-'))) : '';
  }
  return undefined;
}

/** Goes over the variables that are there: to ask for each in the table would cost three times as much. */
function findMark(env: Variables): string | undefined {
  let first = AGENTS.length;
  let found: string | undefined;
  for (const variable of Object.keys(env)) {
    if (!AGENTS.includes(variable)) continue;
    const plain = AGENTS.indexOf(` ${variable}=`);
    const at = plain === -1 ? AGENTS.indexOf(` ${variable}:`) : plain;
    if (at === -1 || at >= first) continue;
    const [key, agent] = readEntry(AGENTS, at);
    const value = env[variable];
    if (!isOn(value) || !value.startsWith(key.slice(variable.length + 1))) continue;
    first = at;
    found = agent;
  }
  return found;
}

/** The key and the value of the entry whose blank is at `at`. */
function readEntry(table: string, at: number): [key: string, value: string] {
  const middle = table.indexOf('=', at);
  return [table.slice(at + 1, middle), table.slice(middle + 1, table.indexOf(' ', middle))];
}

function isOn(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
