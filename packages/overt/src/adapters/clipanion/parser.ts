import { ROOT } from '../kit/follow.ts';
import type { FrictionKind } from '../kit/followed.ts';

/** What the adapter needs to know of a CLI of clipanion. */
export type Cli = {
  readonly registrations: ReadonlyMap<CommandClass, { readonly builder: Builder }>;
  readonly builder: { compile: () => { readonly process: (input: readonly string[]) => State } };
  readonly register: (command: unknown) => void;
  readonly suggest: unknown;
  process: (input: readonly string[], ...context: unknown[]) => Command;
  run: (...given: unknown[]) => Promise<number>;
};
export type CommandClass = { readonly paths?: readonly (readonly string[])[] };
export type Command = {
  readonly constructor: CommandClass;
  readonly path: readonly string[];
  readonly help?: boolean;
  catch: (error: unknown) => Promise<void>;
  /** Of the command that answers `deploy --help`: which it explains. */
  readonly contexts?: readonly { readonly commandClass: CommandClass }[];
  readonly commands?: readonly number[];
};
/** What a command declares. */
export type Builder = {
  readonly paths: readonly (readonly string[])[];
  readonly options: readonly {
    readonly names: readonly string[];
    readonly arity: number;
    readonly required?: boolean;
  }[];
  readonly arity: { readonly leading: readonly unknown[]; readonly trailing: readonly unknown[] };
};
/** What the parser found. Of flags, the names as they were typed; false is what `--no-` has set. */
export type State = { readonly options: readonly { readonly name: string; readonly value: unknown }[] };

/** The first path by which a command is registered, whichever was typed. */
export function labelOf({ constructor, contexts, commands = [], path }: Command): string {
  const [only, ...others] = commands.map((index) => contexts?.[index]?.commandClass);
  const explained = only !== undefined && others.length === 0 ? only : constructor;
  const [registered = path] = explained.paths ?? [];
  return registered.filter((word) => !word.startsWith('-')).join(' ') || ROOT;
}

/** The flags that the parser found, by their long names. */
export function flagsOf(cli: Cli, command: Command, state: State | undefined): string[] {
  const { options = [] } = cli.registrations.get(command.constructor)?.builder ?? {};
  return (state?.options ?? []).flatMap(({ name, value }) => {
    const names = options.find((option) => option.names.includes(name))?.names ?? [];
    const long = names.find((own) => own.startsWith('--'))?.slice(2) ?? names[0]?.slice(1);
    return long === undefined ? [] : [value === false ? `no-${long}` : long];
  });
}

/** What the parser did not understand: of that clipanion has nothing but a text. */
export function explainMisuse(
  cli: Cli,
  input: readonly string[],
): { readonly command: string; readonly friction: FrictionKind } {
  const builders = [...cli.registrations.values()].map(({ builder }) => builder);
  const typed = input.filter((word) => !word.startsWith('-'));
  const starts = builders.flatMap(({ paths }) => paths.map((path) => commonStart(path, typed)));
  const path = starts.reduce((best, start) => (start.length > best.length ? start : best), []);
  const reached = path.join(' ');
  const found = builders.find(({ paths }) => paths.some((one) => one.join(' ') === reached));
  if (found === undefined || (reached === '' && typed.length > 0))
    return {
      command: reached || ROOT,
      friction: typed.length > path.length ? 'unknown-command' : 'missing-argument',
    };
  const isMissing = isShort(found, input, path.length);
  const friction = isMissing ? 'missing-argument' : 'bad-argument';
  return {
    command: found.paths[0]?.join(' ') || ROOT,
    friction: hasUnknownFlag(found, input) ? 'unknown-flag' : friction,
  };
}

function commonStart(path: readonly string[], typed: readonly string[]): readonly string[] {
  const end = path.findIndex((word, index) => typed[index] !== word);
  return end === -1 ? path : path.slice(0, end);
}

/** Single letters may be written together where none takes a value. */
function hasUnknownFlag({ options }: Builder, input: readonly string[]): boolean {
  const known = new Set(options.flatMap(({ names }) => names));
  const isKnown = (name: string): boolean =>
    known.has(name) || (name.startsWith('--no-') && known.has(`--${name.slice('--no-'.length)}`));
  const isBatch = (name: string): boolean =>
    !name.startsWith('--') &&
    name
      .slice(1)
      .split('')
      .every((letter) => known.has(`-${letter}`));
  return untilEnd(input).some((word) => {
    const [name = ''] = word.split('=', 1);
    return word.startsWith('-') && word !== '-' && !isKnown(name) && !isBatch(name);
  });
}

/** Whether a value, an argument or a flag is missing that the command cannot do without. */
function isShort({ options, arity }: Builder, input: readonly string[], depth: number): boolean {
  const typed = untilEnd(input);
  const rest = [...typed];
  let found = input.length - Math.min(typed.length + 1, input.length) - depth;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const option = options.find(({ names }) => names.includes(word));
    const values = rest.splice(0, option?.arity ?? 0);
    if (values.length < (option?.arity ?? 0) || values.some((value) => value.startsWith('-'))) return true;
    if (!word.startsWith('-')) found += 1;
  }
  const isThere = (names: readonly string[]): boolean =>
    typed.some((word) => names.includes(word.split('=', 1)[0] ?? ''));
  return (
    found < arity.leading.length + arity.trailing.length ||
    options.some(({ required, names }) => required === true && !isThere(names))
  );
}

function untilEnd(input: readonly string[]): readonly string[] {
  const end = input.indexOf('--');
  return end === -1 ? input : input.slice(0, end);
}
