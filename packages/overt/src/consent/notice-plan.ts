import type { Decision } from './decision.ts';
import type { ConsentPolicy } from './policy.ts';

/** What decides whether now is the moment to talk to the user. */
export type Situation = {
  readonly isCi: boolean;
  /** Whether an AI agent runs the tool: it would answer in the user's place. */
  readonly hasAgent: boolean;
  /** Whether another tool, or a package manager's script, started this one. */
  readonly isNested: boolean;
  /** Whether what the tool prints is for a program to read. */
  readonly isMachineReadable: boolean;
  /** Whether the user only asked for help, the version or completions, or manages telemetry right now. */
  readonly isAside: boolean;
  readonly inputIsTerminal: boolean;
  readonly errorsAreTerminal: boolean;
};

/** What to do, and why it is put off if it is. */
export type NoticePlan =
  | { readonly kind: 'prompt' | 'notice' | 'nothing' }
  | { readonly kind: 'deferred'; readonly because: string };

/** Whether to ask, to tell, or to wait for a better moment. What is put off does not count as seen. */
export function planNotice(
  { noticePending }: Pick<Decision, 'noticePending'>,
  policy: Pick<ConsentPolicy, 'default'>,
  situation: Situation,
): NoticePlan {
  if (!noticePending) return { kind: 'nothing' };
  const because = whyNotNow(situation);
  if (because !== undefined) return { kind: 'deferred', because };
  if (policy.default === 'on') return { kind: 'notice' };
  return situation.inputIsTerminal
    ? { kind: 'prompt' }
    : { kind: 'deferred', because: 'standard input is no terminal' };
}

/** Whether somebody is there who can answer a question now. */
export function mayAsk(situation: Situation): boolean {
  return whyNotNow(situation) === undefined && situation.inputIsTerminal;
}

function whyNotNow(situation: Situation): string | undefined {
  if (situation.isCi) return 'this is CI';
  if (situation.hasAgent) return 'an AI agent runs the tool';
  if (situation.isNested) return 'another program started the tool';
  if (situation.isMachineReadable) return 'the output is for a program to read';
  if (situation.isAside) return 'help, a version, completions or telemetry itself were asked for';
  return situation.errorsAreTerminal ? undefined : 'standard error is no terminal';
}
