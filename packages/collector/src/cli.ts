#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runDeletions, runErase } from './commands/deletions.ts';
import { runKeysAdd, runKeysList } from './commands/keys.ts';
import { runLower } from './commands/lower.ts';
import { runReport } from './commands/report.ts';
import { runServe, type ServeOptions } from './commands/serve.ts';
import { CollectorError } from './errors.ts';

const DATA: readonly [string, string, string] = ['--data <folder>', 'the data folder', './overt-data'];
const { version: VERSION } = createRequire(import.meta.url)('@overt/collector/package.json') as {
  version: string;
};

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    // A CollectorError is meant for a person; anything else is a bug, and its stack says where.
    console.error(error instanceof CollectorError ? oneLine(error.message) : error);
    process.exitCode = 1;
  });

function createProgram(): Command {
  const program = new Command('overt-collector')
    .description('Receives, stores and reports the events of command-line tools.')
    .version(VERSION)
    .enablePositionalOptions()
    .configureOutput({ outputError: (message, write) => write(`${oneLine(message)} See --help.\n`) });
  program
    .command('serve', { isDefault: true })
    .description('take events in (what runs when no command is named)')
    .addOption(
      new Option('--port <number>', 'the port; 0 for any that is free').default(4766).argParser(parsePort),
    )
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option(...DATA)
    .option(
      '--store <url>',
      'a ClickHouse server (http://user:password@host:8123/database) in place of the embedded one',
    )
    .allowExcessArguments()
    .action((options: ServeOptions, command: Command) => {
      // `serve` runs when no command is named, so a command that there is not arrives here.
      const [word] = command.args;
      if (word !== undefined) command.error(`there is no command "${word}".`);
      return runServe(options);
    });
  addQuestions(program);
  addKeys(program);
  addLower(program);
  return program;
}

/** What is asked of the collector that runs, or of the store when none does. */
function addQuestions(program: Command): void {
  program
    .command('report')
    .description('print what a project’s events say')
    .option(...DATA)
    .option('--project <name>', 'the project (the first one by default)')
    .option('--store <url>', 'the ClickHouse server, when the collector that is not running now uses one')
    .option('--json', 'print JSON')
    .action(runReport);
  program
    .command('erase <id...>')
    .description('remove all events of these install ids, as a user’s own request does')
    .option(...DATA)
    .option('--project <name>', 'the project (the first one by default)')
    .option('--store <url>', 'the ClickHouse server, when the collector that is not running now uses one')
    .action(runErase);
  program
    .command('deletions')
    .description('list the requests for deletion, and what became of them')
    .option(...DATA)
    .option('--project <name>', 'the project (the first one by default)')
    .option('--store <url>', 'the ClickHouse server, when the collector that is not running now uses one')
    .option('--json', 'print JSON')
    .action(runDeletions);
}

function addKeys(program: Command): void {
  const keys = program.command('keys').description('the keys of a data folder');
  keys
    .command('list', { isDefault: true })
    .description('print the read key, and each project’s write keys')
    .option(...DATA)
    .action(runKeysList);
  keys
    .command('add <project>')
    .description('make a write key for a project, and the project if it is new')
    .option(...DATA)
    .action(runKeysAdd);
}

function addLower(program: Command): void {
  program
    .command('lower')
    .description('ask the clients of a project to send less, for a while')
    .option(...DATA)
    .option('--project <name>', 'the project (the first one by default)')
    .option('--drop <event...>', 'events that they shall not send; `tool.*` stands for all that begin so')
    .option('--sample <event=share...>', 'the share of runs, from 0 to 1, of which they shall send an event')
    .option('--every <time>', 'the least time between two deliveries of one client, at most 1d')
    .option('--for <time>', 'how long this holds: 90s, 10m, 1h, 3d; at most 7d', '7d')
    .option('--clear', 'take it back')
    .option('--list', 'only print what is asked for')
    .action(runLower);
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535)
    throw new InvalidArgumentError('Expected a number from 0 to 65535.');
  return port;
}

function oneLine(message: string): string {
  return `overt-collector: ${message
    .replace(/^error: /, '')
    .replaceAll(/\s+/g, ' ')
    .trim()}`;
}
