import type { Answer, ExitCode } from './answer.ts';
import type { Manager } from './manager.ts';
import type { CommandOutline } from './outline.ts';

/** What was typed after the name of a command. */
export type Input = {
  /** What stands without a dash. */
  readonly words: readonly string[];
  /** Flags with what follows them; of those that nothing follows, `true`. Numbers come from programs only. */
  readonly flags: Readonly<Record<string, string | number | true>>;
};

/** A command of `<tool> telemetry`: what it does, as data, and how that looks. */
export type Command<Data> = {
  readonly outline: CommandOutline;
  /** What to say to the user before it is carried out, where it cannot be undone. It takes `--yes` then. */
  readonly warning?: (manager: Manager) => string;
  readonly run: (manager: Manager, input: Input) => Promise<Answer<Data>>;
  /** The answer as plain text, without a line end. An empty text prints nothing. */
  readonly render: (answer: Data, manager: Manager, input: Input) => string;
  readonly exitCode?: (answer: Data, input: Input) => ExitCode;
};
