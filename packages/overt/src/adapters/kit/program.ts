import { OptionError } from '../../option-error.ts';
import { attempt } from '../../platform/attempt.ts';
import { ROOT } from './follow.ts';

/** How a program of a framework is known. */
export type Shape<Program> = {
  /** What it is, for whoever has given something else: `a program of cac 7`. */
  readonly what: string;
  readonly methods: readonly (keyof Program)[];
  readonly objects: readonly (keyof Program)[];
};

/** @throws {OptionError} when what is given is no such program */
export function checkProgram<Program>(given: unknown, { what, methods, objects }: Shape<Program>): Program {
  const program = given as Program | null | undefined;
  const isProgram =
    methods.every((name) => typeof program?.[name] === 'function') &&
    objects.every((name) => typeof program?.[name] === 'object');
  if (isProgram) return program as Program;
  throw new OptionError(`Expected \`program\` to be ${what}.`);
}

const known = new WeakSet<object>();

/** Whether a program is asked about for the first time: what is followed twice would be recorded twice. */
export function isNew(program: object): boolean {
  const isFirst = !known.has(program);
  known.add(program);
  return isFirst;
}

/** Tells with what a method is called before it is. */
export function before<Name extends PropertyKey, Target extends Record<Name, (...given: never[]) => unknown>>(
  target: Target,
  name: Name,
  tell: (...given: Parameters<Target[Name]>) => void,
): void {
  const method = target[name].bind(target);
  const told = (...given: Parameters<Target[Name]>): unknown => {
    attempt(() => tell(...given));
    return method(...given);
  };
  target[name] = told as Target[Name];
}

/** A command by the names that lead to it. */
export function toLabel(words: readonly string[]): string {
  return words.join(' ') || ROOT;
}
