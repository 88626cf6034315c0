/**
 * The adapter for stricli from 1.3, the first that has integrations.
 *
 * @module
 */
import { OptionError } from '../option-error.ts';
import { attempt } from '../platform/attempt.ts';
import { createFollower, ROOT, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions, FrictionKind } from './kit/followed.ts';
import { isNew } from './kit/program.ts';
import { registerManaged, type StricliBuilders } from './stricli/managed.ts';
import { flagsOf, labelOf, type Application, type Flag, type Scanned, type Text } from './stricli/routes.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';
export type { StricliBuilders } from './stricli/managed.ts';

/** What `buildApplication` makes. */
export type StricliApplication = { readonly root: unknown; readonly config: object };

type Context = { readonly process?: { readonly exitCode?: unknown } };
type Told = { readonly result: Scanned; readonly exitCode: number };
type Run = { command?: string; failure?: { readonly error: unknown }; friction?: FrictionKind };

/** What stricli says of wrong use. What is negative leaves the process as one byte. */
const [BAD_ARGUMENTS, NO_COMMAND, BYTE] = [-4, -5, 0xff] as const;
/** What stricli answers where an application does not say otherwise. */
const FAILED = 1;
const OUTCOME_OF_FLAG: Readonly<Record<string, 'help' | 'version'>> = {
  help: 'help',
  helpAll: 'help',
  version: 'version',
};

/**
 * Records the commands of an application as they are routed. Once for an application, before it runs. With `buildCommand` and
 * `buildRouteMap` of stricli, it registers the command by which users manage telemetry, too.
 *
 * @throws {OptionError} when an option is wrong, or what is given is no application of stricli from 1.3
 */
export function followStricli(
  telemetry: FollowedTelemetry,
  application: StricliApplication,
  options: FollowOptions & Partial<StricliBuilders> = {},
): void {
  const follower = createFollower(telemetry, options);
  const app = application as Application;
  if (typeof app?.integrations !== 'object' || typeof app.defaultText !== 'object')
    throw new OptionError('Expected `application` to be what `buildApplication` makes, of stricli from 1.3.');
  if (!isNew(app)) return;
  registerManaged(telemetry, app, [follower.managed, options]);
  const run: Run = {};
  watchErrors(app, run);
  watchFlags(app, follower);
  watchRun(app, follower, run);
}

function watchRun(app: Application, follower: Follower, run: Run): void {
  const hooks = {
    'command:start': ({ result }: Told): void => {
      attempt(() => {
        run.command = labelOf(app.root, result);
        follower.begin(run.command, flagsOf(result));
      });
    },
    'app:end'(this: Context, { exitCode }: Told): void {
      const code = typeof this.process?.exitCode === 'number' ? this.process.exitCode : exitCode;
      attempt(() => finish(follower, run, [exitCode, code & BYTE]));
      for (const key of ['command', 'failure', 'friction'] as const) delete run[key];
    },
  };
  app.integrations = { overt: { hooks }, ...app.integrations };
}

function finish(follower: Follower, run: Run, [said, exitCode]: readonly [number, number]): void {
  const { command, failure, friction } = run;
  const isMisuse = said === NO_COMMAND || said === BAD_ARGUMENTS;
  if (isMisuse || command === undefined) {
    const kind = said === NO_COMMAND ? 'unknown-command' : friction;
    const outcome = isMisuse ? 'usage-error' : 'error';
    if (exitCode !== 0) follower.answer({ command: command ?? ROOT, outcome, exitCode, friction: kind });
  } else if (!follower.isManaged(command)) {
    if (failure === undefined) follower.end({ exitCode });
    else follower.fail(failure.error, { exitCode });
  }
}

/** Flags that are answered in place of a command, such as `--help`. */
function watchFlags(app: Application, follower: Follower): void {
  const watchFlag = (name: string, flag: Flag): Flag => ({
    ...flag,
    run(this: unknown, ...given: unknown[]): unknown {
      attempt(() => {
        const command = labelOf(app.root, (given[1] as Told).result);
        follower.answer({ command, outcome: OUTCOME_OF_FLAG[name] ?? 'ok', exitCode: 0 });
      });
      return flag.run.apply(this, given);
    },
  });
  const watched = Object.entries(app.integrations).map(([name, { flag, ...others }]) => [
    name,
    flag === undefined ? others : { ...others, flag: watchFlag(name, flag) },
  ]);
  app.integrations = Object.fromEntries(watched) as Application['integrations'];
}

/** No hook is told of an error; what makes a text or an exit code of it is. */
function watchErrors(app: Application, run: Run): void {
  const { determineExitCode, localization } = app.config;
  const { loadText } = localization;
  app.config.determineExitCode = (error) => {
    run.failure = { error };
    return determineExitCode === undefined ? FAILED : determineExitCode(error);
  };
  app.defaultText = watchText(app.defaultText, run);
  if (loadText === undefined) return;
  localization.loadText = (locale) => {
    const text = loadText.call(localization, locale);
    return text && watchText(text, run);
  };
}

function watchText(text: Text, run: Run): Text {
  return Object.assign(Object.create(text) as Text, {
    exceptionWhileParsingArguments(this: unknown, ...given: unknown[]): string {
      run.friction ??= frictionOf(given[0]);
      return text.exceptionWhileParsingArguments.apply(this, given);
    },
  });
}

/** By the fields of an error: the names of classes do not survive every bundler. */
function frictionOf(error: unknown): FrictionKind {
  const has = (field: string): boolean => typeof error === 'object' && error !== null && field in error;
  if (['nextFlagName', 'limit'].some(has)) return 'missing-argument';
  const isBad = ['exception', 'values', 'expectedCount', 'previousInput', 'valueText'].some(has);
  return has('input') && !isBad ? 'unknown-flag' : 'bad-argument';
}
