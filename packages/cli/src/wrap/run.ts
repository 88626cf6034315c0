import type { RunningCommand } from 'overt';
import { CliError } from '../errors.ts';
import { endAs } from './end-as.ts';
import { describeEnd } from './how-it-ended.ts';
import { openTool, type OpenTool } from './open-tool.ts';
import { passSignals } from './pass-signals.ts';
import { startProgram, type ProgramEnd, type StartedProgram } from './start-program.ts';

export type RunOptions = {
  readonly config: string | undefined;
  /** What the command is called. @default the name of the tool */
  readonly name: string | undefined;
  readonly flags: readonly string[];
  readonly longLived: boolean;
  /** The exit codes that mean wrong use. */
  readonly usageCodes: readonly number[];
};

/** What a run leaves to the programs that it starts. */
const FOR_CHILDREN = ['OVERT_RUN', 'TRACEPARENT'] as const;

/** `overt run -- <program> …`: runs it as it would run without us, records how it went, and ends as it did. */
export async function runProgram(command: readonly string[], options: RunOptions): Promise<void> {
  const [file, ...args] = command;
  if (file === undefined) throw new CliError('Name the program after --: overt run -- make all.');
  const inherited = { ...process.env };
  const opened = await openOrSay(options.config);
  const running = opened === undefined ? undefined : begin(opened, options);
  const env = opened === undefined ? inherited : withRun(inherited, opened);
  let program: StartedProgram | undefined;
  const stopPassing = passSignals(() => program?.child);
  program = startProgram([file, ...args], env);
  const end = await program.ended;
  await finish([opened, running], end, options);
  stopPassing();
  endAs(end, describeEnd(end).exitCode);
}

/** The program is what the user wants: a mistake in the author's file is said, and stops nothing. */
async function openOrSay(config: string | undefined): Promise<OpenTool | undefined> {
  try {
    return await openTool(config);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`overt: ${error.message} Nothing is recorded.\n`);
    return undefined;
  }
}

/** Never what is run, nor its arguments: only what the author has written down. */
function begin({ tool, telemetry }: OpenTool, { name, flags, longLived }: RunOptions): RunningCommand {
  return telemetry.startCommand(name ?? tool, { flags, longLived });
}

/** Where nothing is recorded, the program finds the variables that we found. */
function withRun(inherited: NodeJS.ProcessEnv, { telemetry }: OpenTool): NodeJS.ProcessEnv {
  if (telemetry.consent().level === 'off') return inherited;
  const left = FOR_CHILDREN.map((name) => [name, process.env[name]] as const);
  return { ...inherited, ...Object.fromEntries(left.filter(([, value]) => value !== undefined)) };
}

async function finish(
  [opened, running]: readonly [OpenTool | undefined, RunningCommand | undefined],
  end: ProgramEnd,
  { usageCodes }: RunOptions,
): Promise<void> {
  if (end.kind === 'not-started') process.stderr.write(`overt: ${end.problem}\n`);
  running?.end(describeEnd(end, usageCodes));
  // Who ends by a signal has no other moment; the rest is seen to when nothing is left to do.
  if (end.kind === 'signal') await opened?.telemetry.close();
}
