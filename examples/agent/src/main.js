import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createModel } from './model.js';
import { runErrand } from './loop.js';

const USAGE = `errand run <task>      does one errand
errand chat             does one errand for each line that it reads, until there is none
errand telemetry ...    what errand records about its use

  --resume <id>         goes on with a conversation
`;

/** The command line. */
export async function main(telemetry, args) {
  const [command, ...rest] = args;
  if (command === 'telemetry') {
    process.exitCode = await telemetry.runCommand(rest);
    return;
  }
  const { values, positionals } = parseArgs({
    args: rest,
    options: { resume: { type: 'string' } },
    allowPositionals: true,
  });
  if (command === 'run')
    await telemetry.command('run', () => converse(telemetry, [positionals.join(' ')], values.resume));
  else if (command === 'chat')
    await telemetry.command(
      'chat',
      () => converse(telemetry, createInterface({ input: process.stdin }), values.resume),
      {
        longLived: true,
      },
    );
  else {
    process.stderr.write(USAGE);
    process.exitCode = 64;
  }
}

/** One session for all tasks: an errand remembers those before it. */
async function converse(telemetry, tasks, id) {
  const model = createModel('script-large');
  const session = telemetry.session({ agent: 'lead', model: model.name, id });
  // With this, another process can go on.
  if (session.id !== '') process.stderr.write(`conversation ${session.id}\n`);
  await session.run(async () => {
    const messages = [];
    for await (const task of tasks) {
      const { answer, turns } = await runErrand({ telemetry, agent: 'lead', model, session, messages }, task);
      telemetry.track('errand.done', { turns });
      process.stdout.write(`${answer}\n`);
    }
  });
}
