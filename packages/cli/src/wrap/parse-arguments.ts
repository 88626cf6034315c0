import { parseArgs } from 'node:util';
import { CliError, messageOf } from '../errors.ts';
import { USAGE_CODES } from './how-it-ended.ts';
import type { RunOptions } from './run.ts';

const CONFIG = { config: { type: 'string' } } as const;

/** `overt run [options] -- program …`. Everything behind `--` is the program's. */
export function parseRun(args: readonly string[]): {
  readonly command: readonly string[];
  readonly options: RunOptions;
} {
  const border = args.indexOf('--');
  const own = border === -1 ? args : args.slice(0, border);
  const values = parse(own, {
    ...CONFIG,
    name: { type: 'string' },
    flags: { type: 'string' },
    'usage-codes': { type: 'string' },
    'long-lived': { type: 'boolean' },
  });
  const { config, name, flags, 'long-lived': longLived = false, 'usage-codes': codes } = values;
  return {
    command: border === -1 ? [] : args.slice(border + 1),
    options: {
      config: asText(config),
      name: asText(name),
      flags: splitList(asText(flags)),
      longLived: longLived === true,
      usageCodes: codes === undefined ? USAGE_CODES : splitList(asText(codes)).map(parseCode),
    },
  };
}

/** `--config` before the first word; the words and all that follows them are of the command. Behind `--` nothing is ours. */
export function parseConfig(args: readonly string[]): {
  readonly config: string | undefined;
  readonly rest: readonly string[];
} {
  const [first = '', second] = args;
  if (first === '--config') {
    if (second === undefined) throw new CliError('--config needs a file.');
    return { config: second, rest: withoutBorder(args.slice(2)) };
  }
  if (first === '--') return { config: undefined, rest: args.slice(1) };
  const inline = /^--config=(.*)$/s.exec(first);
  return inline === null
    ? { config: undefined, rest: args }
    : { config: inline[1], rest: withoutBorder(args.slice(1)) };
}

function withoutBorder(args: readonly string[]): readonly string[] {
  return args[0] === '--' ? args.slice(1) : args;
}

type Flags = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse(args: readonly string[], options: Flags): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL')
      throw new CliError('Put the program after --: overt run -- make all.');
    throw new CliError(messageOf(error).replace(/\. To specify.*$/s, '.'));
  }
}

function splitList(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim().replace(/^-+/, ''))
    .filter((word) => word !== '');
}

function parseCode(word: string): number {
  if (!/^\d{1,3}$/.test(word))
    throw new CliError(`Expected --usage-codes to be numbers such as 2,64, got ${word}.`);
  return Number(word);
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
