import { CliError } from './errors.ts';
import { TOOL_FILE_SCHEMA } from './tool-file/schema.ts';
import { WRAP_HELP } from './wrap/help.ts';
import { openTool } from './wrap/open-tool.ts';
import { parseConfig, parseRun } from './wrap/parse-arguments.ts';
import { runProgram } from './wrap/run.ts';
import { trackEvent } from './wrap/track.ts';

const WRONG_USE = 2;

/** The commands for tools in other languages. A file of its own, since each run of such a tool loads it, and no other. */
export async function wrap(command: string, args: readonly string[]): Promise<void> {
  try {
    await carryOut(command, args);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`overt: ${error.message}\n`);
    process.exitCode = WRONG_USE;
  }
}

async function carryOut(command: string, args: readonly string[]): Promise<void> {
  if (args[0] === '--help' || args[0] === '-h')
    return say(WRAP_HELP[command as keyof typeof WRAP_HELP] ?? '');
  if (command === 'run') {
    const { command: program, options } = parseRun(args);
    return runProgram(program, options);
  }
  const { config, rest } = parseConfig(args);
  if (command === 'track') return trackEvent(rest, config);
  if (command === 'schema') return say(`${JSON.stringify(TOOL_FILE_SCHEMA, null, 2)}\n`);
  const { telemetry } = await openTool(config);
  if (command === 'introduce') await telemetry.introduce();
  else process.exitCode = await telemetry.runCommand(rest);
}

function say(text: string): void {
  process.stdout.write(text);
}
