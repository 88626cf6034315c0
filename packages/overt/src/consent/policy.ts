import type { Choice, Level } from './level.ts';

/** What the tool's author settled. Data only: the courier reads it from a file. */
export type ConsentPolicy = {
  readonly tool: string;
  /** The name of the tool's own variable, such as `TALLY_TELEMETRY`. */
  readonly variable: string;
  /** Variables that the tool had before, or shares with others. */
  readonly aliases: readonly ConsentAlias[];
  /** What holds until the user says something. `ask` records nothing until they do. */
  readonly default: 'ask' | 'on' | 'off';
  /** The level that a plain yes means. */
  readonly level: Exclude<Level, 'off'>;
  /** What holds in CI when nobody said anything. */
  readonly ci: 'on' | 'off';
  /** The version of the text that the user is shown. Whoever saw an earlier one is asked again. */
  readonly text: number;
  /** Whether the tool can be used with telemetry only. DO_NOT_TRACK and the machine's policy still count. */
  readonly mandatory: boolean;
  /** What the tool's own configuration says. */
  readonly configured?: Choice | undefined;
  /** Where the machine's administrator speaks, if not in the usual place. */
  readonly policyFile?: string | undefined;
};

/** A variable besides the tool's own that counts. */
export type ConsentAlias = {
  readonly variable: string;
  /**
   * What a yes (`1`, `true`, `on`, `yes`) means. `ignore`: nothing, the variable can only switch off.
   * @default the level that a plain yes means
   */
  readonly yes?: Choice | 'ignore';
  /**
   * What a no (`0`, `false`, `off`, `no`) means: `ignore` for variables that only switch off when set, such as
   * `{ variable: 'TALLY_NO_TELEMETRY', yes: 'off', no: 'ignore' }`.
   * @default 'off'
   */
  readonly no?: Choice | 'ignore';
};

/** The prompt or the notice. */
export type ConsentText = {
  /**
   * To be raised when what is sent changes: users are told or asked again, and until then nothing more leaves.
   * @default 1
   */
  readonly version?: number;
  /** What is sent, in a sentence. Without it, the level says it. */
  readonly what?: string;
  /** Where users can read more: an address. */
  readonly more?: string;
  /**
   * The question in your own words, in place of ours, without the place for the answer. It has to name the command that
   * switches it off (`<tool> telemetry disable`). What stands before its last line is shown once.
   * @default what is sent, how to see it and how to change it
   */
  readonly prompt?: string;
  /**
   * What the Enter key means at the prompt.
   * @default 'no'
   */
  readonly enter?: 'yes' | 'no';
  /**
   * What users type to manage it.
   * @default '<tool> telemetry'
   */
  readonly command?: string;
};
