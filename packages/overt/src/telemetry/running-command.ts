/** How a command ended, or what it came to instead of running. */
export type CommandOutcome = 'ok' | 'error' | 'usage-error' | 'interrupted' | 'crash' | 'help' | 'version';

/** What may be said of a command when it begins. */
export type CommandDetails = {
  /**
   * The names of the flags that the user set, as they are declared; never their values, and never what was typed and is not declared.
   * @default []
   */
  readonly flags?: readonly string[];
  /**
   * Whether it runs until somebody stops it, as a daemon does: how long that took is no measure of a command, and is not recorded.
   * @default false
   */
  readonly longLived?: boolean;
  /**
   * What it comes to, where that is known before its exit code is.
   * @default by the exit code and the error
   */
  readonly outcome?: CommandOutcome;
};

/** What may be said of a command when it ends. */
export type CommandEnd = {
  /** @default by the exit code and the error */
  readonly outcome?: CommandOutcome;
  /** @default the code that the process will most likely end with */
  readonly exitCode?: number;
};

/** A command that has begun. What comes after its end says nothing any more; what never ends, ends with the process. */
export type RunningCommand = {
  readonly end: (how?: CommandEnd) => void;
  /** It ended with an error, which is reported as one that `command` sees is. Without one: with an error that is still on its way. */
  readonly fail: (...failure: [error?: unknown, how?: CommandEnd]) => void;
};
