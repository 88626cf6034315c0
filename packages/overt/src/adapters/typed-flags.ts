/** A flag as a tool declares it. */
export type DeclaredFlag = {
  /** Its long name, by which it is recorded, without dashes. */
  readonly name: string;
  /** Other names by which it can be typed, without dashes. */
  readonly aliases?: readonly string[] | undefined;
  /** Whether a value follows it. @default false */
  readonly takesValue?: boolean | undefined;
};

/** What one word on the command line says. */
type Said = { readonly names: readonly string[]; readonly takesNext: boolean };
type Declared = ReadonlyMap<string, DeclaredFlag>;

const NOTHING: Said = { names: [], takesNext: false };

/**
 * Which of the declared flags the user typed, by their long names: for frameworks that do not tell. What is typed and not
 * declared is nobody's business, nor are values, nor is what comes after `--`. One that `--no-` switches off is recorded so.
 */
export function typedFlags(args: readonly string[], flags: readonly DeclaredFlag[]): string[] {
  const names = flags.flatMap((flag) =>
    [flag.name, ...(flag.aliases ?? [])].map((name) => [name, flag] as const),
  );
  const declared = new Map(names.map(([name, flag]) => [toKebabCase(name), flag]));
  const found = new Set<string>();
  for (let index = 0; index < args.length && args[index] !== '--'; index += 1) {
    const said = readWord(args[index] ?? '', declared);
    for (const name of said.names) found.add(name);
    // Its value, also if that looks like a flag.
    if (said.takesNext) index += 1;
  }
  return [...found];
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
    return { names: [toKebabCase(flag.name)], takesNext: flag.takesValue === true && typed === text };
  const opposite = name.startsWith('no-') ? declared.get(name.slice(3)) : undefined;
  return opposite === undefined ? NOTHING : { names: [`no-${toKebabCase(opposite.name)}`], takesNext: false };
}

/** `-abc` is `-a -b -c`, unless one of them takes what follows as its value. */
function readLetters(text: string, declared: Declared): Said {
  const names: string[] = [];
  for (const [index, letter] of Array.from(text).entries()) {
    const flag = declared.get(letter);
    if (flag === undefined) break;
    names.push(toKebabCase(flag.name));
    if (flag.takesValue === true) return { names, takesNext: index === text.length - 1 };
  }
  return { names, takesNext: false };
}
