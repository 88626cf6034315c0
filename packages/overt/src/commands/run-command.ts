import { ask } from '../consent/prompt.ts';
import { EXIT, fail, type Answer, type ExitCode, type Failure } from './answer.ts';
import type { Input } from './command.ts';
import { commandHelp, overallHelp } from './help.ts';
import { commandName, type Manager } from './manager.ts';
import { COMMON_FLAGS } from './outline.ts';
import { parseInput } from './parse.ts';
import { createPrinter, escapeCodes, withoutCodes, type Write } from './print.ts';
import { COMMANDS, findCommand, type AnyCommand } from './table.ts';
import { writeOut } from './write-out.ts';

/** What a tool may set. */
export type RunCommandOptions = {
  /**
   * Takes the text in place of standard output and standard error, in whole lines.
   * @default writes to the process's own
   */
  readonly write?: Write;
};

/** One call of a command from the command line. */
type Call = {
  readonly manager: Manager;
  readonly name: string;
  readonly command: AnyCommand;
  readonly write: Write;
};

/**
 * Runs what follows `<tool> telemetry`, and answers the exit code.
 * @internal
 */
export async function runCommand(
  manager: Manager,
  args: readonly string[],
  { write = createPrinter(manager.platform) }: RunCommandOptions = {},
): Promise<ExitCode> {
  const [first = 'status', ...others] = args;
  if (first === 'help' || first === '--help' || first === '-h') return say(write, overallHelp(manager));
  // Flags alone are those of status.
  const [name, rest] = first.startsWith('-') ? ['status', args] : [first, others];
  const command = findCommand(name);
  const call = { manager, name, write };
  if (command === undefined) return refuse(call, fail(EXIT.wrongUse, noCommand(name)));
  const { outline } = command;
  const flags = { ...outline.flags, ...COMMON_FLAGS };
  const { maxWords = outline.words === undefined ? 0 : 1 } = outline;
  const parsed = parseInput(rest, { flags, maxWords });
  if ('problem' in parsed) {
    const problem = `${parsed.problem} See \`${commandName(manager)} ${name} --help\`.`;
    return refuse(call, fail(EXIT.wrongUse, problem));
  }
  if (parsed.input.flags['help'] !== undefined) return say(write, commandHelp(manager, name, outline));
  return carryOut({ ...call, command }, parsed.input);
}

async function carryOut(call: Call, input: Input): Promise<ExitCode> {
  const { manager, command } = call;
  const answer = (await whyNot(call, input)) ?? (await runSafely(command, manager, input));
  if (answer.ok) return print(call, answer, input);
  if (input.flags['json'] !== undefined) call.write(toJson(answer), 'output');
  return refuse(call, answer);
}

/**
 * What nobody foresaw is an answer, too.
 * @internal
 */
export async function runSafely(
  command: AnyCommand,
  manager: Manager,
  input: Input,
): Promise<Answer<unknown>> {
  try {
    return await command.run(manager, input);
  } catch (error) {
    return fail(EXIT.no, `It could not be done (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
}

/** What cannot be undone is asked about; where nobody can be asked, it has to be said. */
async function whyNot({ manager, command, write }: Call, { flags }: Input): Promise<Failure | undefined> {
  if (command.warning === undefined || flags['yes'] !== undefined) return undefined;
  const { platform } = manager;
  if (!platform.system.isTerminal(0) || !platform.system.isTerminal(2))
    return fail(EXIT.wrongUse, 'Nothing was done. Without a terminal, say --yes.');
  write(withoutCodes(command.warning(manager)), 'error');
  const answer = await ask(platform, 'Go on? [y/N] ', 'no');
  return answer === 'yes' ? undefined : fail(EXIT.no, 'Nothing was done.');
}

function print(call: Call, answer: Answer<unknown> & { ok: true }, input: Input): ExitCode {
  const { manager, command, write } = call;
  const { json, out, force } = input.flags;
  const plain = json === undefined ? withoutCodes(command.render(answer, manager, input)) : '';
  const text = json === undefined ? `${plain}\n` : toJson(answer);
  if (typeof out === 'string') {
    const problem = writeOut(manager.platform, out, { text, force: force !== undefined });
    if (problem !== undefined) return refuse(call, fail(EXIT.notStored, problem));
  } else if (text !== '\n') write(text, 'output');
  return command.exitCode?.(answer, input) ?? EXIT.done;
}

function say(write: Write, text: string): ExitCode {
  write(`${text}\n`, 'output');
  return EXIT.done;
}

function refuse({ manager, write }: Omit<Call, 'command'>, { exitCode, problem }: Failure): ExitCode {
  write(`${manager.settings.tool}: ${withoutCodes(problem)}\n`, 'error');
  return exitCode;
}

function noCommand(name: string): string {
  return `There is no command "${name}". Expected one of ${Object.keys(COMMANDS).join(', ')}.`;
}

function toJson(answer: unknown): string {
  return `${escapeCodes(JSON.stringify(answer, undefined, 2))}\n`;
}
