import { CommanderError } from 'commander';
import { exitCodeOf } from './errors.js';
import { createProgram } from './program.js';

/** Runs what the user typed, says what went wrong, and sets the exit code. */
export async function main(words) {
  const program = createProgram();
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? await sayMisuse(error) : sayFailure(error);
  }
}

/** commander has told the user already. The words that were typed stay here: of misuse there is a kind, and no text. */
async function sayMisuse(error) {
  if (error.exitCode === 0) return 0;
  const { telemetry } = await import('./telemetry.js');
  telemetry.captureError(error, { exitCode: 1 });
  return 1;
}

function sayFailure(error) {
  console.error(`agora: ${error.message}`);
  return exitCodeOf(error);
}
