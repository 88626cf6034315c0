import type { Level } from './level.ts';

/** What decided, in the order in which they count. */
export type DecisionSource =
  | 'do-not-track'
  | 'policy'
  | 'mandatory'
  | 'variable'
  | 'choice'
  | 'project'
  | 'ci'
  | 'default';

/** The one answer to "may we?". */
export type Decision = {
  readonly level: Level;
  readonly source: DecisionSource;
  /** What the reason is about: the variable that spoke, the file, or which of several cases it is. */
  readonly about: string | undefined;
  /** Whether somebody else decided (the machine's administrator, or the author), so that a choice changes nothing. */
  readonly locked: boolean;
  /** Whether the user still has to see the question or the notice. Until then nothing leaves. */
  readonly noticePending: boolean;
  /** Whether what is recorded stays on this machine. */
  readonly local: boolean;
};

/** The answer with its reason, for the user to read. */
export type ExplainedDecision = Decision & { readonly reason: string };
