import type { Answer, ExitCode } from './answer.ts';
import type { Manager } from './manager.ts';

/** What was typed after the name of a command. */
export type Input = {
  /** What stands without a dash. */
  readonly words: readonly string[];
  /** Flags with what follows them; of those that nothing follows, `true`. Numbers come from programs only. */
  readonly flags: Readonly<Record<string, string | number | true>>;
};

/** A command of `<tool> telemetry`: what it does, as data, and how that looks. */
export type Command<Data> = {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What may follow the name: `[level]`. */
  readonly words?: string;
  /** How many words may, if not one. */
  readonly maxWords?: number;
  /** Its own flags, besides `--json` and `--help`. */
  readonly flags?: Readonly<Record<string, FlagRule>>;
  /** What to say to the user before it is carried out, where it cannot be undone. It takes `--yes` then. */
  readonly warning?: (manager: Manager) => string;
  readonly run: (manager: Manager, input: Input) => Promise<Answer<Data>>;
  /** The answer as plain text, without a line end. An empty text prints nothing. */
  readonly render: (answer: Data, manager: Manager, input: Input) => string;
  readonly exitCode?: (answer: Data, input: Input) => ExitCode;
};

export type FlagRule = {
  readonly help: string;
  /** What follows it, if something does: `<file>`. */
  readonly value?: string;
};
