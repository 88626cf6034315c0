import type { CommandDetails, CommandOutcome, RunningCommand } from '../../telemetry/running-command.ts';

/** What an adapter needs of a telemetry: any that `defineTelemetry` makes has it. */
export type FollowedTelemetry = {
  readonly startCommand: (name: string, details?: CommandDetails) => RunningCommand;
  readonly track: (
    name: 'friction',
    props: { readonly kind: FrictionKind; readonly command: string },
  ) => void;
  readonly runCommand: (args: readonly string[]) => Promise<number>;
};

/** What was not understood of a command line. */
export type FrictionKind = 'unknown-command' | 'unknown-flag' | 'missing-argument' | 'bad-argument';

/** What may be said to every adapter. */
export type FollowOptions = {
  /**
   * The names of commands, as they are recorded (`remote watch`), that run until somebody stops them: how long they took is not recorded,
   * and they end with the process.
   * @default []
   */
  readonly longLived?: readonly string[];
  /**
   * The name under which users manage telemetry; `false` registers no such command. One that the tool has is left as it is. It is
   * never recorded.
   * @default 'telemetry'
   */
  readonly command?: string | false;
};

/** What a framework answered where no command ran, or in place of one. */
export type FrameworkAnswer = {
  /** The command that it was about, as it is registered. */
  readonly command: string;
  readonly flags?: readonly string[];
  readonly outcome: CommandOutcome;
  /** Undefined where it shows when the process ends. */
  readonly exitCode?: number | undefined;
  /** Whether the process may go on for long before it ends with this: then nothing is said of how long it took. @default false */
  readonly longLived?: boolean;
  readonly friction?: FrictionKind | undefined;
};
