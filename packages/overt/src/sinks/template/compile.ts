/** What a placeholder stands for; undefined where there is no such thing. */
export type Values = (name: string) => unknown;

/** A template that is ready to be filled in. */
export type Compiled = {
  readonly fill: (values: Values) => unknown;
  /** Of all placeholders. */
  readonly names: ReadonlySet<string>;
};

/** The key whose value, an object, gives its members to the object that it stands in. */
const SPREAD = '...';

/** The key whose value, as text, chooses among the others; if there is none of that name, then `*`. */
const CHOICE = '?';
const ELSE = '*';

type Fill = Compiled['fill'];

/** Reads a template once, so that it can be filled in for many events. It was checked when the sink was defined. */
export function compileTemplate(template: unknown): Compiled {
  const names = new Set<string>();
  return { fill: compile(template, names), names };
}

function compile(template: unknown, names: Set<string>): Fill {
  if (typeof template === 'string') return compileText(template, names);
  if (typeof template !== 'object' || template === null) return () => template;
  if (Array.isArray(template)) return compileList(template, names);
  return Object.hasOwn(template, CHOICE) ? compileChoice(template, names) : compileObject(template, names);
}

function compileText(text: string, names: Set<string>): Fill {
  const pieces = parseText(text);
  pieces.forEach((piece, index) => index % 2 === 1 && names.add(piece));
  const [first = '', name = '', last] = pieces;
  if (pieces.length === 1) return () => first;
  // Nothing but a placeholder: a number stays a number.
  if (pieces.length === 3 && first === '' && last === '') return (values) => values(name);
  return (values) => {
    const parts = pieces.map((piece, index) => (index % 2 === 1 ? values(piece) : piece));
    return parts.includes(undefined) ? undefined : parts.map(toText).join('');
  };
}

/** The pieces of a text that was checked, of which each second one is the name of a placeholder. `{{` stands for a brace. */
function parseText(text: string): string[] {
  const [first = '', ...parts] = text.split('{');
  const pieces = [first];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const end = part.indexOf('}');
    if (part === '' && index + 1 < parts.length) {
      index += 1;
      pieces[pieces.length - 1] += `{${parts[index]}`;
    } else pieces.push(part.slice(0, end), part.slice(end + 1));
  }
  return pieces;
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function compileList(template: readonly unknown[], names: Set<string>): Fill {
  const fills = template.map((item) => compile(item, names));
  return (values) => fills.map((fill) => fill(values)).filter((value) => value !== undefined);
}

/** An endpoint has its own words for what is known here by others. */
function compileChoice(template: object, names: Set<string>): Fill {
  const fills = new Map(Object.entries(template).map(([key, value]) => [key, compile(value, names)]));
  const subject = fills.get(CHOICE);
  fills.delete(CHOICE);
  return (values) => {
    const chosen = toText(subject?.(values) ?? '');
    return (fills.get(chosen) ?? fills.get(ELSE))?.(values);
  };
}

function compileObject(template: object, names: Set<string>): Fill {
  const fills = Object.entries(template).map(([key, value]) => [key, compile(value, names)] as const);
  return (values) =>
    Object.fromEntries(
      fills.flatMap(([key, fill]): (readonly [string, unknown])[] => {
        const value = fill(values);
        if (key === SPREAD) return typeof value === 'object' && value !== null ? Object.entries(value) : [];
        return value === undefined ? [] : [[key, value]];
      }),
    );
}
