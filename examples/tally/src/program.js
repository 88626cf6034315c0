import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { followCommander } from 'overt/commander';
import { countFolder } from './count.js';
import { readLanguages } from './languages.js';
import { telemetry } from './telemetry.js';

/** The commands of tally. */
export function createProgram() {
  const program = new Command('tally')
    .description('Count the lines, bytes and languages of a folder.')
    .version('1.4.2');
  program
    .command('count')
    .description('count files, lines and bytes')
    .argument('[folder]', 'where to count', '.')
    .action(count);
  program
    .command('languages')
    .description('count by language')
    .argument('[folder]', 'where to count', '.')
    .option('--table <file>', 'a JSON file of endings and languages')
    .action((folder, { table }) => languages(folder, table));
  program
    .command('largest')
    .description('list the largest files')
    .argument('[folder]', 'where to look', '.')
    .option('--top <n>', 'how many', '5')
    .action((folder, { top }) => largest(folder, Number(top)));
  program
    .command('watch')
    .description('count again and again until stopped')
    .argument('[folder]', 'where to count', '.')
    .action(watch);
  followCommander(telemetry, program, { longLived: ['watch'] });
  return program;
}

async function count(folder) {
  const { total } = await measured(folder);
  console.log(`${total.files} files, ${total.lines} lines, ${total.bytes} bytes`);
}

async function languages(folder, tableFile) {
  const table = tableFile === undefined ? undefined : readLanguages(tableFile);
  const found = await measured(folder, table);
  for (const [language, { files, lines }] of [...found.languages].toSorted(
    ([, a], [, b]) => b.lines - a.lines,
  )) {
    console.log(
      `${language.padEnd(12)} ${String(files).padStart(6)} files ${String(lines).padStart(8)} lines`,
    );
    telemetry.track('language.seen', { language, files });
  }
}

async function largest(folder, top) {
  if (!Number.isInteger(top) || top < 1) return fail('--top must be a number from 1.');
  const { files } = await measured(folder);
  for (const { path, bytes } of files.toSorted((a, b) => b.bytes - a.bytes).slice(0, top))
    console.log(`${bytes}\t${path}`);
}

async function watch(folder) {
  for (;;) {
    await count(folder);
    await sleep(1000);
  }
}

async function measured(folder, table) {
  const startedMs = performance.now();
  try {
    const found = await countFolder(folder, table);
    const { files, lines, bytes: size } = found.total;
    telemetry.track('folder.counted', { files, lines, size, duration: performance.now() - startedMs });
    return found;
  } catch (error) {
    if (error.code === 'ENOENT') fail(`There is no folder ${folder}.`);
    throw error;
  }
}

/** An expected failure: a message and an exit code, no stack. */
function fail(message) {
  console.error(`tally: ${message}`);
  process.exit(2);
}
