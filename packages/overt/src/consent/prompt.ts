import type { Platform } from '../platform/platform.ts';

/** How the user answered. Nobody was there in time: `nobody`. */
export type Answer = 'yes' | 'no' | 'interrupted' | 'nobody';

/** Somebody who reads and decides needs less; a terminal that nobody looks at must not wait for ever. */
const PATIENCE_MS = 120_000;
/** After so many answers that are neither, it is a no. */
const MAX_TRIES = 3;

/** Asks on standard error. Ctrl-C, Ctrl-D and an input that ends are answers, too: no. */
export function ask(platform: Platform, question: string, enter: 'yes' | 'no'): Promise<Answer> {
  const { input, output } = platform.system.streams();
  const reader = platform.builtin('node:readline').createInterface({ input, output });
  return new Promise((resolve) => {
    let tries = 0;
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
      reader.close();
      // The tool may never read its input: then it must not keep the process open. If it does, it goes on from here.
      input.pause();
    };
    const timer = setTimeout(() => {
      output.write('\n');
      finish('nobody');
    }, PATIENCE_MS);
    reader.on('SIGINT', () => {
      output.write('\n');
      finish('interrupted');
    });
    reader.once('close', () => finish('no'));
    reader.on('line', (line) => {
      const answer = readAnswer(line, enter);
      tries += 1;
      if (answer !== undefined || tries >= MAX_TRIES) finish(answer ?? 'no');
      else reader.prompt();
    });
    reader.setPrompt(question);
    reader.prompt();
  });
}

/** Yes or no, or undefined where it is neither. */
function readAnswer(line: string, enter: 'yes' | 'no'): 'yes' | 'no' | undefined {
  const word = line.trim().toLowerCase();
  if (word === '') return enter;
  if (word === 'y' || word === 'yes') return 'yes';
  return word === 'n' || word === 'no' ? 'no' : undefined;
}
