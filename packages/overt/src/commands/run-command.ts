import { ask } from '../consent/prompt.ts';
import { join } from '../platform/path.ts';
import { PRIVATE_FILE, removeFile, writeAll, writeFileAtomic } from '../spool/private-file.ts';
import { EXIT, type Answer, type ExitCode } from './answer.ts';
import type { Input } from './command.ts';
import { describeDeletion } from './delete.ts';
import { COMMON_FLAGS, commandHelp, overallHelp } from './help.ts';
import { commandName, type Manager } from './manager.ts';
import { parseInput } from './parse.ts';
import { createPrinter, escapeCodes, withoutCodes, type Write } from './print.ts';
import { COMMANDS, findCommand, type AnyCommand } from './table.ts';

/** What a tool may set. */
export type RunCommandOptions = {
  /**
   * Takes the text in place of standard output and standard error, in whole lines.
   * @default writes to the process's own
   */
  readonly write?: Write;
};

/** One call of a command from the command line. */
type Call = { readonly manager: Manager; readonly name: string; readonly command: AnyCommand; readonly write: Write };

/** Runs what follows `<tool> telemetry`, and answers the exit code. */
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
  if (command === undefined) return refuse(manager, write, `There is no command "${name}". ${listNames()}`);
  const flags = { ...command.flags, ...COMMON_FLAGS };
  const parsed = parseInput(rest, { flags, maxWords: command.words === undefined ? 0 : 1 });
  if ('problem' in parsed) return refuse(manager, write, `${parsed.problem} See \`${commandName(manager)} ${name} --help\`.`);
  if (parsed.input.flags['help'] !== undefined) return say(write, commandHelp(manager, name, command));
  return runWith({ manager, name, command, write }, parsed.input);
}

async function runWith(call: Call, input: Input): Promise<ExitCode> {
  const { manager, name, command, write } = call;
  const problem = name === 'delete' ? await whyNotDelete(call, input) : undefined;
  if (problem !== undefined) return refuse(manager, write, problem.text, problem.exitCode);
  const answer = await command.run(manager, input);
  if (!answer.ok) {
    if (input.flags['json'] !== undefined) write(toJson(answer), 'output');
    return refuse(manager, write, answer.problem, answer.exitCode);
  }
  return print(call, answer, input);
}

function print({ manager, command, write }: Call, answer: Answer<unknown> & { ok: true }, input: Input): ExitCode {
  const { flags } = input;
  const text = flags['json'] === undefined ? withoutCodes(command.render(answer, manager, input)) : toJson(answer);
  const out = flags['out'];
  if (typeof out === 'string') {
    const problem = writeOut(manager, [out, flags['force'] !== undefined], text);
    if (problem !== undefined) return refuse(manager, write, problem, EXIT.notStored);
  } else if (text !== '') write(text.endsWith('\n') ? text : `${text}\n`, 'output');
  return command.exitCode?.(answer, input) ?? EXIT.done;
}

/** Never through what is there, be it a link; readable by the user only. Answers what went wrong. */
function writeOut({ platform }: Manager, [out, force]: readonly [string, boolean], text: string): string | undefined {
  const { fs, system } = platform;
  const path = /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(out) ? out : join(system.cwd(), out);
  try {
    if (force) {
      writeFileAtomic(platform, path, `${text}\n`);
      return undefined;
    }
    const fd = fs.openSync(path, 'wx', PRIVATE_FILE);
    try {
      writeAll(platform, fd, `${text}\n`);
    } catch (error) {
      removeFile(platform, path);
      throw error;
    } finally {
      fs.closeSync(fd);
    }
    return undefined;
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    return code === 'EEXIST' ? `${out} is there already. Replace it with --force.` : `${out} cannot be written (${code}).`;
  }
}

/** What cannot be undone is asked about; where nobody can be asked, it has to be said. */
async function whyNotDelete(
  { manager, write }: Call,
  { flags }: Input,
): Promise<{ readonly text: string; readonly exitCode: ExitCode } | undefined> {
  if (flags['yes'] !== undefined) return undefined;
  const { system } = manager.platform;
  if (!system.isTerminal(0) || !system.isTerminal(2))
    return { text: 'Nothing was erased. Without a terminal, say --yes.', exitCode: EXIT.wrongUse };
  write(withoutCodes(describeDeletion(manager)), 'error');
  const answer = await ask(manager.platform, 'Erase it? [y/N] ', 'no');
  return answer === 'yes' ? undefined : { text: 'Nothing was erased.', exitCode: EXIT.no };
}

function say(write: Write, text: string): ExitCode {
  write(`${text}\n`, 'output');
  return EXIT.done;
}

function refuse(manager: Manager, write: Write, problem: string, exitCode: ExitCode = EXIT.wrongUse): ExitCode {
  write(`${manager.settings.tool}: ${withoutCodes(problem)}\n`, 'error');
  return exitCode;
}

function toJson(answer: unknown): string {
  return `${escapeCodes(JSON.stringify(answer, undefined, 2))}\n`;
}

function listNames(): string {
  return `Expected one of ${Object.keys(COMMANDS).join(', ')}.`;
}
