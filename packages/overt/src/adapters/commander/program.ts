import { attempt } from '../../platform/attempt.ts';
import { toLabel } from '../kit/program.ts';
import { withoutDashes } from '../kit/typed-flags.ts';

/** What commander has no public name for. */
export const [EXIT, TAKES_OVER, HOOKS, EXECUTABLE] = [
  '_exit',
  '_exitCallback',
  '_lifeCycleHooks',
  '_executableHandler',
] as const;
const ACTION = '_actionHandler';
type Option = {
  readonly long?: string;
  readonly short?: string;
  readonly negate: boolean;
  attributeName: () => string;
};
type Method = (...given: readonly unknown[]) => Command;
/** What the adapter needs to know of a command of commander. */
export type Command = Readonly<
  Record<
    | 'allowExcessArguments'
    | 'argument'
    | 'description'
    | 'enablePositionalOptions'
    | 'helpCommand'
    | 'option',
    Method
  >
> & {
  readonly commands: readonly Command[];
  readonly options: readonly Option[];
  readonly parent: Command | null;
  readonly [TAKES_OVER]?: unknown;
  readonly [ACTION]?: unknown;
  readonly [EXECUTABLE]?: unknown;
  readonly [HOOKS]: Record<string, ((own: Command, other: Command) => void)[] | undefined>;
  name: () => string;
  aliases: () => readonly string[];
  command: (name: string) => Command;
  readonly args: readonly string[];
  action: (body: () => Promise<unknown>) => Command;
  getOptionValue: (key: string) => unknown;
  getOptionValueSource: (key: string) => string | undefined;
  parse: Method;
  parseAsync: Method;
  [EXIT]: (exitCode: number, code: string, message: string) => void;
};

/** A program that leaves it to the tool to do something. */
export function isParser({ commands, [ACTION]: action }: Command): boolean {
  return commands.length === 0 && typeof action !== 'function';
}

/** From the program down to a command. */
export function withAncestors(command: Command): Command[] {
  return command.parent === null ? [command] : [...withAncestors(command.parent), command];
}

export function labelOf(command: Command): string {
  const [, ...path] = withAncestors(command);
  return toLabel(path.map((one) => one.name()));
}

/** The flags that were typed. Where there are both, `--color` and `--no-color` set one value. */
export function flagsOf(command: Command): string[] {
  const flags = (): string[] =>
    withAncestors(command).flatMap((one) =>
      one.options
        .filter((option) => {
          const key = option.attributeName();
          const isPaired = one.options.some((other) => other !== option && other.attributeName() === key);
          const isMeant = !isPaired || option.negate === (one.getOptionValue(key) === false);
          return one.getOptionValueSource(key) === 'cli' && isMeant;
        })
        .map(({ long, short = '' }) => withoutDashes(long ?? short)),
    );
  return attempt(flags) ?? [];
}
