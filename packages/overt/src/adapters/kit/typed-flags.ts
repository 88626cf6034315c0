/** A flag as a tool declares it. */
export type DeclaredFlag = {
  /** Its long name, by which it is recorded, with dashes before it or without. */
  readonly name: string;
  /** Other names by which it can be typed, with dashes before them or without. */
  readonly aliases?: readonly string[] | undefined;
  /** Whether a value follows it; to some parsers what begins with a dash is none. @default false */
  readonly takesValue?: boolean | 'undashed' | undefined;
};

/** What one word on the command line says. */
type Said = { readonly names: readonly string[]; readonly takesNext: boolean | 'undashed' };
type Declared = ReadonlyMap<string, DeclaredFlag>;

const NOTHING: Said = { names: [], takesNext: false };

/**
 * Which of the declared flags the user typed, by their long names: for frameworks that do not tell. What is typed and not
 * declared is nobody's business, nor are values, nor is what comes after `--`. One that `--no-` switches off is recorded so.
 */
export function typedFlags(args: readonly string[], flags: readonly DeclaredFlag[]): string[] {
  return [...new Set(readArgs(args, flags).names)];
}

/** What was typed besides flags, and whether a flag was that is not declared. Of use to whoever knows which words may be recorded. */
export function typedWords(
  args: readonly string[],
  flags: readonly DeclaredFlag[],
): { readonly words: readonly string[]; readonly hasUnknown: boolean } {
  return readArgs(args, flags);
}

/**
 * What was typed after `word`, if that is the first word that is neither a flag nor the value of one. Behind a flag that is not
 * declared, nobody knows: it may be the value of that.
 */
export function argsAfter(
  word: string,
  args: readonly string[],
  flags: readonly DeclaredFlag[],
): readonly string[] | undefined {
  const { first } = readArgs(args, flags);
  return first !== undefined && args[first] === word ? args.slice(first + 1) : undefined;
}

type Read = {
  readonly names: string[];
  readonly words: string[];
  hasUnknown: boolean;
  /** Where the first word stands, if that is known. */
  first?: number;
};

function readArgs(args: readonly string[], flags: readonly DeclaredFlag[]): Read {
  const names = flags.flatMap(({ name, aliases = [], takesValue }) =>
    [name, ...aliases].map((one) => [toFlag(one), { name: toFlag(name), takesValue }] as const),
  );
  const declared = new Map(names);
  const read: Read = { names: [], words: [], hasUnknown: false };
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  for (let index = 0; index < end; index += 1) {
    const word = args[index] ?? '';
    if (!word.startsWith('-') || word === '-') {
      if (read.words.length === 0 && !read.hasUnknown) read.first = index;
      read.words.push(word);
      continue;
    }
    const said = readWord(word, declared);
    read.names.push(...said.names);
    if (said.names.length === 0) read.hasUnknown = true;
    if (
      said.takesNext === true ||
      (said.takesNext === 'undashed' && args[index + 1]?.startsWith('-') === false)
    )
      index += 1;
  }
  return { ...read, words: [...read.words, ...args.slice(end + 1)] };
}

function toFlag(name: string): string {
  return toKebabCase(withoutDashes(name));
}

/** `--token` is the flag `token`. */
export function withoutDashes(name: string): string {
  return name.startsWith('-') ? withoutDashes(name.slice(1)) : name;
}

/** `dryRun` and `dry-run` are one flag. A single letter may be a capital one. */
export function toKebabCase(name: string): string {
  if (name.length === 1) return name;
  return Array.from(name)
    .map((letter) => (letter >= 'A' && letter <= 'Z' ? `-${letter.toLowerCase()}` : letter))
    .join('');
}

function readWord(word: string, declared: Declared): Said {
  if (word.startsWith('--')) return readLong(word.slice(2), declared);
  return word.startsWith('-') ? readLetters(word.slice(1), declared) : NOTHING;
}

function readLong(text: string, declared: Declared): Said {
  const [typed = ''] = text.split('=', 1);
  const name = toKebabCase(typed);
  const flag = declared.get(name);
  if (flag !== undefined)
    return { names: [flag.name], takesNext: typed === text && (flag.takesValue ?? false) };
  const opposite = name.startsWith('no-') ? declared.get(name.slice(3)) : undefined;
  return opposite === undefined ? NOTHING : { names: [`no-${opposite.name}`], takesNext: false };
}

/** `-abc` is `-a -b -c`, unless one of them takes what follows as its value. */
function readLetters(text: string, declared: Declared): Said {
  const names: string[] = [];
  for (const [index, letter] of Array.from(text).entries()) {
    const flag = declared.get(letter);
    if (flag === undefined) break;
    names.push(flag.name);
    const { takesValue = false } = flag;
    if (takesValue !== false) return { names, takesNext: index === text.length - 1 && takesValue };
  }
  return { names, takesNext: false };
}
