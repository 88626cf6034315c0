/**
 * For whoever writes an adapter for a framework that Overt has none for: the same parts that its own ones are made of. An adapter
 * tells a follower what its framework does, and lists the command by which users manage telemetry.
 *
 * @module
 */
export type {
  FollowedTelemetry,
  FollowOptions,
  FrameworkAnswer,
  FrictionKind,
} from '../adapters/kit/followed.ts';
export type { Follower, NamedCommand } from '../adapters/kit/follow.ts';
export type { ManagedCommand, ManagedFlag, TypedCommand } from '../adapters/kit/manage.ts';
export type { DeclaredFlag } from '../adapters/kit/typed-flags.ts';
export type { CommandEnd, CommandOutcome, RunningCommand } from '../telemetry/running-command.ts';
export { createFollower, ROOT } from '../adapters/kit/follow.ts';
export { allFlags, listManaged, runManaged, runNamed, runWords, SUMMARY } from '../adapters/kit/manage.ts';
export { typedFlags, typedWords } from '../adapters/kit/typed-flags.ts';
export { OptionError } from '../option-error.ts';
