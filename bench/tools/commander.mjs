// The measured tool, written with commander.
import { Command } from 'commander';
import { atEnd, work } from './cli.mjs';

/** `wrap` stands around what the command does; `follow` gets the whole program. */
export async function main({ wrap = (body) => body(), follow = () => {} } = {}) {
  const program = new Command('bench-tool').version('1.0.0');
  program
    .command('count')
    .argument('[folder]')
    .option('--deep', 'count below', false)
    .action(() => wrap(work));
  for (const name of ['list', 'remove', 'show']) program.command(name).action(() => {});
  follow(program);
  await program.parseAsync(['count', '--deep'], { from: 'user' });
  atEnd();
}
