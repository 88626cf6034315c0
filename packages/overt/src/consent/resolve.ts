import type { Env } from '../platform/platform.ts';
import type { StoredChoice } from './choice.ts';
import type { Decision, DecisionSource } from './decision.ts';
import { isAbove, isChoice, type Choice, type Level } from './level.ts';
import type { ConsentAlias, ConsentPolicy } from './policy.ts';

/** All that a decision rests on. */
export type ConsentInputs = {
  readonly env: Env;
  readonly policy: ConsentPolicy;
  /** What the administrator of this machine says. */
  readonly managed: RuleFile;
  readonly stored: StoredChoice;
  /** What the project says in which the tool runs. */
  readonly project: RuleFile;
  readonly isCi: boolean;
};

/** What a file of rules says about one tool. */
export type RuleFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly path: string }
  | {
      readonly kind: 'rule';
      readonly path: string;
      /** Settles it, whatever the user says. Of a project's file it counts as `atMost`. */
      readonly level?: Choice | undefined;
      /** The highest level that may hold. */
      readonly atMost?: Choice | undefined;
    };

/** What one rule says, if it speaks. */
export type Verdict = {
  readonly source: DecisionSource;
  readonly choice: Choice;
  /** What the reason is about: the variable that spoke, the file, or which of several cases it is. */
  readonly about?: string | undefined;
  readonly locked?: boolean;
  readonly noticePending?: boolean;
};

/** A rule speaks or does not. */
export type Rule = (inputs: ConsentInputs) => Verdict | undefined;

/** In the order in which they count. The last one always speaks. */
export const CONSENT_RULES: readonly Rule[] = [
  doNotTrack,
  managedLevel,
  mandatoryLevel,
  variables,
  userChoice,
  inCi,
  authorDefault,
];

const SILENT: Verdict = { source: 'default', choice: 'off' };

/** Decides at which level telemetry runs: the first rule that speaks, lowered by what may only lower. */
export function resolveConsent(inputs: ConsentInputs): Decision {
  for (const rule of CONSENT_RULES) {
    const verdict = rule(inputs);
    if (verdict !== undefined) return toDecision(inputs, lower(inputs, verdict));
  }
  return toDecision(inputs, SILENT);
}

/** Lowers a verdict to what the machine's policy and the project allow at most. */
export function lower({ managed, project }: ConsentInputs, verdict: Verdict): Verdict {
  if (verdict.locked === true) return verdict;
  return cap(cap(verdict, managed, 'policy'), project, 'project');
}

function cap(verdict: Verdict, file: RuleFile, source: 'policy' | 'project'): Verdict {
  if (file.kind === 'none') return verdict;
  const atMost = file.kind === 'unreadable' ? 'off' : (file.atMost ?? file.level);
  if (atMost === undefined) return verdict;
  // A question is in vain where the answer would count for nothing.
  const isVain = atMost === 'off' && verdict.noticePending === true;
  if (!isAbove(verdict.choice, atMost) && !isVain) return verdict;
  const noticePending = verdict.noticePending === true && atMost !== 'off';
  return { source, choice: atMost, about: file.path, locked: source === 'policy', noticePending };
}

function toDecision({ policy }: ConsentInputs, verdict: Verdict): Decision {
  const { source, choice, about, locked = false, noticePending = false } = verdict;
  const local = choice === 'local';
  const level = local ? policy.level : choice;
  return { level, source, about, locked, noticePending, local };
}

function doNotTrack({ env }: ConsentInputs): Verdict | undefined {
  return isDoNotTrack(env) ? { source: 'do-not-track', choice: 'off' } : undefined;
}

/** Whether the one variable is set that decides whatever else there is. */
export function isDoNotTrack(env: Env): boolean {
  const value = env['DO_NOT_TRACK'] ?? '';
  return value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}

function managedLevel({ managed }: ConsentInputs): Verdict | undefined {
  if (managed.kind === 'none') return undefined;
  const choice = managed.kind === 'unreadable' ? 'off' : managed.level;
  return choice === undefined ? undefined : { source: 'policy', choice, about: managed.path, locked: true };
}

function mandatoryLevel({ policy }: ConsentInputs): Verdict | undefined {
  return policy.mandatory ? { source: 'mandatory', choice: policy.level, locked: true } : undefined;
}

/** Of several variables that are set, the one that protects the user most holds. */
function variables({ env, policy }: ConsentInputs): Verdict | undefined {
  let lowest: Verdict | undefined;
  for (const alias of [{ variable: policy.variable }, ...policy.aliases]) {
    const choice = readVariable(env, alias, policy.level);
    if (choice !== undefined && (lowest === undefined || isAbove(lowest.choice, choice)))
      lowest = { source: 'variable', choice, about: alias.variable };
  }
  return lowest;
}

function readVariable(
  env: Env,
  { variable, yes, no = 'off' }: ConsentAlias,
  plain: Level,
): Choice | undefined {
  const value = env[variable];
  if (value === undefined) return undefined;
  const word = value.trim().toLowerCase();
  const said = NO.includes(word) ? no : YES.includes(word) ? (yes ?? plain) : word;
  if (said === 'ignore' && word !== said) return undefined;
  return isChoice(said) ? said : 'off';
}

const YES = ['1', 'true', 'on', 'yes'];
const NO = ['0', 'false', 'off', 'no'];

/** What the user chose, here and in the tool's configuration: of two choices, the lower one holds. */
function userChoice({ stored, policy }: ConsentInputs): Verdict | undefined {
  const source = 'choice';
  if (stored.kind === 'unreadable') return { source, choice: 'off', about: 'unreadable' };
  const { configured, text } = policy;
  const chosen = stored.kind === 'chosen' ? stored.choice : undefined;
  if (configured !== undefined && (chosen === undefined || isAbove(chosen, configured)))
    return { source, choice: configured, about: 'configured' };
  if (stored.kind !== 'chosen') return undefined;
  // Whoever said no is not asked again.
  return { source, choice: stored.choice, noticePending: stored.choice !== 'off' && stored.text < text };
}

function inCi({ isCi, policy }: ConsentInputs): Verdict | undefined {
  if (!isCi) return undefined;
  return { source: 'ci', choice: policy.ci === 'on' ? policy.level : 'off' };
}

function authorDefault({ stored, policy }: ConsentInputs): Verdict {
  const source = 'default';
  const isKnown = policy.default === 'on' && stored.kind === 'noticed';
  const noticePending = policy.default !== 'off' && !(isKnown && stored.text >= policy.text);
  return { source, choice: isKnown ? policy.level : 'off', noticePending };
}
