import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGENTS, detectAgent, readAgentSession } from './agent.ts';
import { CONTAINER_VARIABLES, nameContainer } from './container.ts';
import { LONG, MARK_BEGINNINGS, pickMarks } from './marks.ts';

const agentVariables = AGENTS.flatMap((row) => row.split(' '))
  .filter((word) => /^[A-Z]/.test(word))
  .map((word) => word.replace(/[*+]$|:.*/, ''));
const names = [
  ...agentVariables,
  ...Object.keys(CONTAINER_VARIABLES),
  'AI_AGENT',
  'AGENT',
  'AGENT_ENV',
  'container',
];

describe('what a run notes of its variables', () => {
  it('has what the tables know, by the beginnings that they have', () => {
    const beginnings = new Set(names.map((name) => name.slice(0, 4)));
    expect(MARK_BEGINNINGS.split(' ').toSorted()).toEqual([...beginnings].toSorted());
  });

  it('is nothing on a plain machine', () => {
    const env = {
      PATH: '/bin',
      HOME: '/home/x',
      USER: 'x',
      TERM: 'xterm',
      SSH_AUTH_SOCK: '/x',
      XDG_SESSION_ID: '3',
    };
    expect(pickMarks(env)).toBeUndefined();
  });

  it('tells agent and container as all variables would', () => {
    const word = AGENTS.flatMap((row) => row.split(/[ :]/));
    const value = fc.oneof(
      fc.constantFrom(
        '',
        '0',
        '1',
        'true',
        'false',
        'docker',
        'systemd-nspawn',
        'claude-code_2-1-263_agent',
        ...word,
      ),
      fc.string({ maxLength: 120 }),
    );
    const name = fc.oneof(fc.constantFrom(...names), fc.string());
    fc.assert(
      fc.property(fc.dictionary(name, value), (env) => {
        const marks = pickMarks(env) ?? {};
        const agent = detectAgent(env);
        expect(detectAgent(marks)).toBe(agent);
        expect(nameContainer(marks)).toBe(nameContainer(env));
        const [session, noted] = [env, marks].map((of) => readAgentSession(of, agent ?? ''));
        expect(noted).toBe((session ?? '').length > 100 ? LONG : session);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['OPENAI_API_KEY', 'COPILOT_GITHUB_TOKEN', 'CLINE_API_KEY', 'GEMINI_API_KEY', 'WINDSURF_TOKEN'])(
    'is nothing where a name says that it is a secret: %s',
    (name) => {
      expect(pickMarks({ [name]: 'hunter2' })).toBeUndefined();
    },
  );
});
