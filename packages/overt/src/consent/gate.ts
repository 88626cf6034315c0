import type { Env } from '../platform/platform.ts';
import type { StoredChoice } from './choice.ts';
import { isLevel, type Level } from './level.ts';

/** What decided. */
export type DecisionSource = 'do-not-track' | 'variable' | 'choice' | 'default';

/** The one answer to "may we?", with its reason. */
export type Decision = {
  readonly level: Level;
  readonly source: DecisionSource;
  /** A sentence for the user. */
  readonly reason: string;
};

/** What the tool's author settled. */
export type ConsentPolicy = {
  /** The name of the tool's own variable, such as `TALLY_TELEMETRY`. */
  readonly variable: string;
  /** What holds until the user says something. `ask` records nothing until they do. */
  readonly default: 'ask' | 'on' | 'off';
  /** The level that a plain yes means. */
  readonly level: Exclude<Level, 'off'>;
};

/** All that a decision rests on. */
export type GateInput = { readonly env: Env; readonly stored: StoredChoice; readonly policy: ConsentPolicy };

/** Decides at which level telemetry runs, and why. The first rule that speaks wins. */
export function decide(input: GateInput): Decision {
  return doNotTrack(input) ?? ownVariable(input) ?? storedChoice(input) ?? authorDefault(input);
}

function doNotTrack({ env }: GateInput): Decision | undefined {
  const value = env['DO_NOT_TRACK'];
  if (value === undefined || value === '' || value === '0' || value.toLowerCase() === 'false')
    return undefined;
  return { level: 'off', source: 'do-not-track', reason: `DO_NOT_TRACK is set to "${value}".` };
}

function ownVariable({ env, policy }: GateInput): Decision | undefined {
  const value = env[policy.variable];
  if (value === undefined) return undefined;
  const word = value.trim().toLowerCase();
  const level = isLevel(word) ? word : isYes(word) ? policy.level : 'off';
  const known = level !== 'off' || ['off', '0', 'false', 'no'].includes(word);
  const reason = `${policy.variable} is set to "${value}"${known ? '' : ', which is no level, so it is off'}.`;
  return { level, source: 'variable', reason };
}

function storedChoice({ stored }: GateInput): Decision | undefined {
  if (stored.kind === 'none') return undefined;
  if (stored.kind === 'unreadable') {
    return {
      level: 'off',
      source: 'choice',
      reason: 'The stored choice cannot be read, so it counts as off.',
    };
  }
  return { level: stored.level, source: 'choice', reason: `You chose "${stored.level}".` };
}

function authorDefault({ policy }: GateInput): Decision {
  if (policy.default === 'on') {
    return { level: policy.level, source: 'default', reason: 'It is on unless you switch it off.' };
  }
  const reason =
    policy.default === 'ask' ? 'You have not been asked yet.' : 'It is off unless you switch it on.';
  return { level: 'off', source: 'default', reason };
}

function isYes(word: string): boolean {
  return word === '1' || word === 'true' || word === 'on' || word === 'yes';
}
