import { isCi } from '../environment/ci.ts';
import { detectAgent } from '../environment/agent.ts';
import type { Platform } from '../platform/platform.ts';
import type { Situation } from './notice-plan.ts';

/** What the tool itself knows about this run, where it is not as it looks. */
export type Hints = {
  /** Whether standard output is for a program. Without it, flags such as `--json` say so. */
  readonly isMachineReadable?: boolean | undefined;
  /** The command that runs, if it is known. */
  readonly command?: string | undefined;
};

const ASIDE_FLAGS = new Set(['-h', '--help', '-V', '-v', '--version']);
const ASIDE_COMMANDS = new Set(
  'help version completion completions complete __complete telemetry'.split(' '),
);
const MACHINE_FLAG = /^--?(?:json|jsonl|ndjson|porcelain|quiet|silent|no-input|non-interactive)(?:=|$)|^-q$/;
const FORMAT_FLAG = /^(?:-o|-f|--(?:output|format|output-format|reporter))(?:=(.*))?$/;
const MACHINE_FORMAT = /^(?:json|jsonl|ndjson|ya?ml|xml|csv|tsv|sarif|junit|tap|porcelain)\b/i;

/** @internal Looks at the process as a user would: who is there, and what was asked for? */
export function readSituation(
  platform: Platform,
  parentRun: string | undefined,
  { isMachineReadable, command }: Hints,
): Situation {
  const { env, system } = platform;
  const typed = system.arguments.slice(2);
  return {
    isCi: isCi(env),
    hasAgent: detectAgent(env) !== undefined,
    isNested: parentRun !== undefined || isScript(env['npm_lifecycle_event']),
    isMachineReadable: isMachineReadable ?? looksMachineReadable(typed),
    isAside: isAside(typed) || isAside(command?.split(' ') ?? []),
    inputIsTerminal: system.isTerminal(0),
    errorsAreTerminal: system.isTerminal(2),
  };
}

/** A script of a package manager runs unattended as often as not; `npx` is a person. */
function isScript(event: string | undefined): boolean {
  return event !== undefined && event !== 'npx';
}

function isAside(words: readonly string[]): boolean {
  const [first = ''] = words;
  return ASIDE_COMMANDS.has(first) || words.some((word) => ASIDE_FLAGS.has(word));
}

function looksMachineReadable(words: readonly string[]): boolean {
  return words.some((word, index) => {
    if (MACHINE_FLAG.test(word)) return true;
    const format = FORMAT_FLAG.exec(word);
    return format !== null && MACHINE_FORMAT.test(format[1] ?? words[index + 1] ?? '');
  });
}
