import type { Decision, ExplainedDecision } from './decision.ts';
import { NOT_ALLOWED } from '../platform/other-runtimes/deno-permissions.ts';
import { CONSENT_RULES, lower, resolveConsent, type ConsentInputs, type Verdict } from './resolve.ts';

/** @internal Decides, and says why in a sentence. Sentences are not needed by runs that nobody asks, so they live apart. */
export function explainConsent(inputs: ConsentInputs): ExplainedDecision {
  const decision = resolveConsent(inputs);
  return { ...decision, reason: reasonOf(inputs, decision) };
}

/** What one rule would say if those before it were silent. */
export type RuleOpinion = {
  readonly source: Decision['source'];
  readonly choice: string;
  readonly reason: string;
};

/** @internal All rules that speak, in the order in which they count. The first one is what holds, lowered by the last two. */
export function listOpinions(inputs: ConsentInputs): readonly RuleOpinion[] {
  const verdicts = CONSENT_RULES.map((rule) => rule(inputs)).filter((verdict) => verdict !== undefined);
  const [first] = verdicts;
  const lowered = first === undefined ? undefined : lower(inputs, first);
  const opinions = lowered === undefined || lowered === first ? verdicts : [lowered, ...verdicts];
  return opinions.map((verdict) => ({
    source: verdict.source,
    choice: verdict.choice,
    reason: reasonOf(inputs, { ...verdict, noticePending: verdict.noticePending === true }),
  }));
}

type Explainable = Pick<Decision, 'source' | 'noticePending'> & Pick<Verdict, 'about'>;

function reasonOf(inputs: ConsentInputs, { source, about, noticePending }: Explainable): string {
  const { env, policy } = inputs;
  switch (source) {
    case 'do-not-track':
      return doNotTrackReason(env['DO_NOT_TRACK'] ?? '');
    case 'policy':
      return fileReason('managed', inputs);
    case 'project':
      return fileReason('project', inputs);
    case 'mandatory':
      return `${policy.tool} works with telemetry only. DO_NOT_TRACK=1 switches it off all the same.`;
    case 'variable':
      return variableReason(inputs, about ?? '');
    case 'choice':
      return choiceReason(inputs, about);
    case 'ci':
      return `This is CI, where it is ${policy.ci} unless somebody says otherwise.`;
    case 'default':
      return defaultReason(inputs, noticePending);
  }
}

function doNotTrackReason(value: string): string {
  if (value !== NOT_ALLOWED) return `DO_NOT_TRACK is set to "${value}".`;
  return 'Deno may not read variables and files, write files, use the network and start programs unasked.';
}

function fileReason(which: 'managed' | 'project', inputs: ConsentInputs): string {
  const file = inputs[which];
  const whose = which === 'managed' ? "this machine's policy" : "this project's file";
  if (file.kind === 'unreadable')
    return `${file.path}, ${whose}, cannot be read or trusted, so it counts as off.`;
  if (file.kind === 'none') return `There is ${whose}.`;
  const { path, level, atMost } = file;
  if (which === 'managed' && level !== undefined) return `${path}, ${whose}, says "${level}".`;
  return `${path}, ${whose}, allows "${atMost ?? level ?? 'off'}" at most.`;
}

function variableReason({ env }: ConsentInputs, variable: string): string {
  const value = env[variable] ?? '';
  const isWord = /^\s*(?:0|1|true|false|on|off|yes|no|errors|usage|full|local)\s*$/i.test(value);
  return `${variable} is set to "${value}"${isWord ? '' : ', which is no level, so it counts as off'}.`;
}

function choiceReason({ stored, policy }: ConsentInputs, about: string | undefined): string {
  if (about === 'unreadable') return 'The stored choice cannot be read or trusted, so it counts as off.';
  if (about === 'configured') return `The configuration of ${policy.tool} says "${policy.configured ?? ''}".`;
  if (stored.kind !== 'chosen') return 'You chose it.';
  const isOld = stored.choice !== 'off' && stored.text < policy.text;
  return `You chose "${stored.choice}"${isOld ? '. The text about it has changed since' : ''}.`;
}

function defaultReason({ stored, policy }: ConsentInputs, noticePending: boolean): string {
  if (policy.default === 'off') return 'It is off unless you switch it on.';
  if (policy.default === 'ask') return 'You have not been asked yet.';
  if (stored.kind !== 'noticed') return 'You have not been told about it yet.';
  return `It is on unless you switch it off${noticePending ? '. The text about it has changed' : ''}.`;
}
