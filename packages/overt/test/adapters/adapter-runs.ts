import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../harness/place.ts';
import { runTool, type Ended, type ToolRun } from '../harness/run-tool.ts';
import type { Recorded, Scenario } from './scenarios.ts';

/** The tool of the tests, written in one framework. */
export type Fixture = {
  /** That of the file in fixtures/. */
  readonly name: string;
  /** What it imports, where there are several versions. */
  readonly framework?: string;
  /** The file of the adapter, where it is none of ours. */
  readonly adapter?: string;
};

/** The line of the telemetry command in a list of commands, or of commands of which to ask more. */
const LISTED =
  /\|telemetry|, 'telemetry'|\d+\. ship telemetry(?: \[[-\w]+\])* |(?:\$ )?(?:ship )?telemetry(?: [[<][-.\w]+[\]>])* (?:--help|status\|\S+ \.\.\.|see what is recorded of its use, switch it on or off\.?) ?/g;
/** What says that there are commands at all, where there are no others. */
const HEADINGS = /\[command\] |Commands: /g;
/** Who called whom: an adapter that is put around a command is among them. */
const CALLERS = /\n +at .*/g;

/** How a fixture is run. What it records stays in its folder until it is asked for. */
export function toRun(
  { name, framework = name, adapter }: Fixture,
  { args, act, tree, env }: Omit<Scenario, 'what' | 'recorded'>,
): ToolRun {
  const told = {
    FIXTURE_FRAMEWORK: framework,
    FIXTURE_ADAPTER: adapter,
    FIXTURE_ACT: act,
    FIXTURE_TREE: tree,
    FIXTURE_PROGRESS: '',
    NO_COLOR: '1',
  };
  return {
    fixture: join(import.meta.dirname, `fixtures/${name}.mjs`),
    args,
    // What is recorded stays where it can be read.
    options: { delivery: { mode: 'auto' } },
    env: { CODEX_SANDBOX_NETWORK_DISABLED: '1', ...told, ...env },
  };
}

/**
 * What can be seen of a tool with its adapter and without: the same to the letter, but for the callers in a stack. Where the telemetry command is listed, that, the
 * widths of columns and what says that there are commands may differ; `isRelisted`: all that is printed.
 */
export function compare(
  whole: Ended,
  bare: Ended,
  isRelisted = false,
): readonly [whole: object, bare: object] {
  const isListed = [whole.stdout, whole.stderr].some((text) => squeeze(text).search(LISTED) !== -1);
  const view = ({ code, signal, stdout, stderr }: Ended): object => {
    const [out, error] = [stdout, stderr]
      .map((text) => text.replaceAll(CALLERS, ''))
      .map((text) => (isListed ? withoutList(text) : text));
    return { code, signal, out: isRelisted ? undefined : out, error };
  };
  return [view(whole), view(bare)];
}

function withoutList(text: string): string {
  return squeeze(text).replaceAll(LISTED, '').replaceAll(HEADINGS, '').trim();
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** Runs a tool, and answers what its run has written down. */
export async function runAndRead(
  place: Place,
  run: ToolRun,
): Promise<{ readonly ended: Ended; readonly recorded: readonly Recorded[] }> {
  const before = listRuns(place);
  const ended = await runTool(place, run);
  const added = listRuns(place).filter((path) => !before.includes(path));
  const lines = added.flatMap((path) => readFileSync(path, 'utf8').split('\n').filter(Boolean));
  return { ended, recorded: summarize(lines.map((line) => JSON.parse(line) as Line)) };
}

type Line = { readonly name?: string; readonly props?: Readonly<Record<string, string | number>> };

function listRuns({ spool }: Place): string[] {
  const folder = join(spool, 'runs');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** One for each command, with the friction that came before it. */
function summarize(lines: readonly Line[]): Recorded[] {
  const frictions = lines.filter(({ name }) => name === 'friction').map(({ props = {} }) => props);
  const commands = lines.filter(({ name }) => name === 'command.invocation').map(({ props = {} }) => props);
  return commands.map(({ durationMs, ...props }, index) => {
    const { kind, command } = frictions[index] ?? {};
    return {
      ...(props as unknown as Recorded),
      ...(kind === undefined ? {} : { friction: `${kind} of ${command}` }),
      ...(durationMs === undefined ? { longLived: true } : {}),
    };
  });
}
