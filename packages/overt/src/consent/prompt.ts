import type { Platform } from '../platform/platform.ts';

/** How the user answered. Nobody was there in time: `nobody`. */
export type Answer = AnswerOf<'yes' | 'no'>;

export type AnswerOf<Word extends string> = Word | 'interrupted' | 'nobody';

/** What may be answered: what each is typed as, and what it means when somebody goes away, or never says any of it. */
export type Choices<Word extends string> = {
  readonly words: Readonly<Record<string, Word>>;
  /** What the Enter key means. */
  readonly enter: Word;
  readonly otherwise: Word;
};

/** Somebody who reads and decides needs less; a terminal that nobody looks at must not wait for ever. */
const PATIENCE_MS = 120_000;
/** After so many answers that are neither, it is a no. */
const MAX_TRIES = 3;

/** Asks on standard error. Ctrl-C, Ctrl-D and an input that ends are answers, too: no. */
export function ask(platform: Platform, question: string, enter: 'yes' | 'no'): Promise<Answer> {
  const words = { y: 'yes', yes: 'yes', n: 'no', no: 'no' } as const;
  return askFor(platform, question, { words, enter, otherwise: 'no' });
}

/** The same with other answers than yes and no. */
export function askFor<Word extends string>(
  platform: Platform,
  question: string,
  { words, enter, otherwise }: Choices<Word>,
): Promise<AnswerOf<Word>> {
  const { input, output } = platform.system.streams();
  const reader = platform.builtin('node:readline').createInterface({ input, output });
  return new Promise((resolve) => {
    let tries = 0;
    const finish = (answer: AnswerOf<Word>): void => {
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
    reader.once('close', () => finish(otherwise));
    reader.on('line', (line) => {
      const word = line.trim().toLowerCase();
      const answer = word === '' ? enter : Object.hasOwn(words, word) ? words[word] : undefined;
      tries += 1;
      if (answer !== undefined || tries >= MAX_TRIES) finish(answer ?? otherwise);
      else reader.prompt();
    });
    reader.setPrompt(question);
    reader.prompt();
  });
}
