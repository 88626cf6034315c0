/** A line of a stack as the engine wrote it, in its parts. */
export type RawFrame = {
  readonly function?: string | undefined;
  readonly isAsync: boolean;
  /** The file as it was named: a path, a URL, or what the engine says where there is none. */
  readonly location: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
};

/** What the location of a frame may begin with. A function may be called anything, also `a (b`. */
const LOCATION = /^(?:\/|\\\\|[A-Za-z][A-Za-z0-9+.-]{0,20}:|<anonymous>|native\b|index \d|eval at |\[)/;
/** Longest beginning that `LOCATION` looks at. */
const LOCATION_LENGTH = 24;
/** Code that makes code that makes code: nobody goes deeper. */
const MAX_EVALS = 4;

/**
 * Takes apart a line of a stack without its `at`, in the form of V8 that Node, Deno and Bun write
 * (v8.dev/docs/stack-trace-api). Takes time in proportion to the length of the line.
 */
export function parseFrame(line: string): RawFrame {
  const isAsync = line.startsWith('async ');
  const text = isAsync ? line.slice(6) : line;
  const bracket = text.endsWith(')') ? findLocation(text, 0) : -1;
  const name = bracket === -1 ? '' : text.slice(0, bracket).trim();
  const place = bracket === -1 ? text : text.slice(bracket + 2, -1);
  return { ...(name === '' ? {} : { function: name }), isAsync, ...parsePlace(originOf(place)) };
}

/** Where ` (` stands before a location, or the first one if there is none. */
function findLocation(text: string, from: number): number {
  const first = text.indexOf(' (', from);
  for (let index = first; index !== -1; index = text.indexOf(' (', index + 2)) {
    if (LOCATION.test(text.slice(index + 2, index + 2 + LOCATION_LENGTH))) return index;
  }
  return first;
}

/** Of code that was made by code, `eval at f (file:1:2), <anonymous>:3:4`, the place that made it. */
function originOf(place: string): string {
  let origin = place;
  for (let depth = 0; depth < MAX_EVALS && origin.startsWith('eval at '); depth += 1) {
    const start = findLocation(origin, 0);
    const end = origin.lastIndexOf('),');
    if (start === -1) return '<anonymous>';
    origin = origin.slice(start + 2, end > start ? end : origin.endsWith(')') ? -1 : undefined);
  }
  return origin;
}

function parsePlace(place: string): Pick<RawFrame, 'location' | 'line' | 'column'> {
  const tail = /:(\d{1,9})(?::(\d{1,9}))?$/.exec(place.slice(-22));
  if (tail === null) return { location: place };
  const [whole, line, column] = tail;
  return {
    location: place.slice(0, -whole.length),
    line: Number(line),
    ...(column === undefined ? {} : { column: Number(column) }),
  };
}
