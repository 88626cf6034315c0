import { createRequire } from 'node:module';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { runCheck, type CheckOptions } from './commands/check.ts';
import { runDocs, type DocsOptions } from './commands/docs.ts';
import type { Outcome } from './commands/outcome.ts';
import { runPreview, type PreviewOptions } from './commands/preview.ts';
import { runRules } from './commands/rules.ts';
import { CliError } from './errors.ts';

const { version: VERSION } = createRequire(import.meta.url)('@overt/cli/package.json') as { version: string };
const FROM: readonly [string, string] = [
  '--from <module>',
  'the module that declares the telemetry (otherwise `overt.telemetry` in package.json, or overt.config.{ts,js,mjs})',
];
const WRONG_USE = 2;

try {
  await createProgram().parseAsync();
} catch (error) {
  end(explain(error));
}

function createProgram(): Command {
  const program = new Command('overt')
    .description('Documents, checks and previews the telemetry that a command-line tool declares with Overt.')
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (message, write) => write(`${oneLine(message)} See --help.\n`) })
    .addHelpText('after', '\nExit codes: 0 all is well, 1 something was found, 2 wrong use.');
  addDocs(program);
  addCheck(program);
  program
    .command('rules')
    .description('list what `check` looks at')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => end(runRules(options)));
  addPreview(program);
  return program;
}

function addDocs(program: Command): void {
  program
    .command('docs')
    .description('write TELEMETRY.md and a JSON Schema of the events')
    .option(...FROM)
    .option('--out <file>', 'where the page is written (otherwise `overt.docs`, or TELEMETRY.md)')
    .option(
      '--schema-out <file>',
      'where the schema is written (otherwise `overt.schema`, or telemetry.schema.json)',
    )
    .addOption(
      new Option('--stdout [document]', 'print one of them, and write nothing')
        .choices(['page', 'schema'])
        .preset('page')
        .conflicts(['check', 'out', 'schemaOut']),
    )
    .option('--check', 'write nothing; exit with 1 if they are stale')
    .action(async (options: DocsOptions) => end(await runDocs(options)));
}

function addCheck(program: Command): void {
  program
    .command('check')
    .description('look for faults in what is declared')
    .option(...FROM)
    .option('--against <file or ref>', 'the last released schema, or the git ref at which it was committed')
    .addOption(
      new Option('--max-warnings <number>', 'exit with 1 if there are more warnings').argParser(parseCount),
    )
    .addOption(new Option('--json', 'print JSON').conflicts(['sarif', 'github']))
    .addOption(new Option('--sarif', 'print SARIF 2.1.0').conflicts(['json', 'github']))
    .addOption(new Option('--github', 'print annotations for GitHub Actions').conflicts(['json', 'sarif']))
    .action(async (options: CheckOptions) => end(await runCheck(options, VERSION)));
}

function addPreview(program: Command): void {
  program
    .command('preview')
    .description('run a command of the tool, and print what it would send; nothing is sent')
    .argument('<command...>', 'the command and its arguments, after --')
    .option('--json', 'print JSON; what the tool prints goes to stderr')
    .addOption(
      new Option('--level <level>', 'as if the user had chosen this level').choices([
        'errors',
        'usage',
        'full',
      ]),
    )
    .option(...FROM)
    .passThroughOptions()
    .addHelpText('after', '\nThe exit code is that of the command; 127 if there is no such program.')
    .action(async (command: string[], options: PreviewOptions) => end(await runPreview(command, options)));
}

/** Commander has said what was wrong; --help and --version end here too. */
function explain(error: unknown): Outcome {
  if (error instanceof CommanderError) return { stdout: '', code: error.exitCode === 0 ? 0 : WRONG_USE };
  // A CliError is meant for a person; anything else is a bug, and its stack says where.
  if (error instanceof CliError)
    return { stdout: '', stderr: `${oneLine(error.message)}\n`, code: error.exitCode };
  return { stdout: '', stderr: `${error instanceof Error ? error.stack : String(error)}\n`, code: WRONG_USE };
}

/** Ends the process when all is written: the author's module may have left timers or sockets that would hold it. */
function end({ stdout, stderr = '', code }: Outcome): void {
  process.stderr.write(stderr, () => process.stdout.write(stdout, () => process.exit(code)));
}

function parseCount(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('Expected a number from 0.');
  return Number(value);
}

function oneLine(message: string): string {
  return `overt: ${message
    .replace(/^error: /, '')
    .replaceAll(/\s+/g, ' ')
    .trim()}`;
}
