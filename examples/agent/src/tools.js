import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const COMMAND_LIMIT_MS = 5000;
/** A model cannot read more at once. */
const MAX_BYTES = 100_000;
/** Anything else, the user would have to be asked for. */
const ALLOWED = ['node', 'git', 'ls'];

/** The user does not let the agent do it. */
class DeniedError extends Error {
  name = 'DeniedError';
}

class TimeoutError extends Error {
  name = 'TimeoutError';
}

/** What the model may ask for, by name. Each answers a text. */
export const TOOLS = {
  list_files: async ({ folder }) => (await readdir(folder)).toSorted().join('\n'),
  read_file: async ({ path }) => (await readFile(path, 'utf8')).slice(0, MAX_BYTES),
  run_command: async ({ command, args }) => {
    if (!ALLOWED.includes(command)) throw new DeniedError(`${command} is not allowed`);
    try {
      const { stdout } = await run(command, args, { timeout: COMMAND_LIMIT_MS, maxBuffer: MAX_BYTES });
      return stdout;
    } catch (error) {
      if (error.killed === true) throw new TimeoutError(`${command} took too long`);
      throw error;
    }
  },
};
