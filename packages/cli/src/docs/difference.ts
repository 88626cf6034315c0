/** Past this a person runs the command rather than reading on. */
const MAX_LINES = 40;
/** The table of the comparison has the product of both; a page of telemetry has some hundred lines. */
const MAX_COMPARED = 4000;

/** Renders what differs, line by line: what goes with `-`, what comes with `+`. */
export function renderDifference(before: string, after: string): string {
  const [left, right] = [splitLines(before), splitLines(after)];
  const changes = compare(left.slice(0, MAX_COMPARED), right.slice(0, MAX_COMPARED));
  const shown = changes.slice(0, MAX_LINES).map((line) => `  ${line}\n`);
  const rest = changes.length - shown.length;
  return shown.join('') + (rest > 0 ? `  … and ${rest} more lines\n` : '');
}

function splitLines(text: string): readonly string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}

function compare(left: readonly string[], right: readonly string[]): readonly string[] {
  const common = commonLengths(left, right);
  const lengthAt = (i: number, j: number): number => common[i * (right.length + 1) + j] ?? 0;
  const changes: string[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && left[i] === right[j]) [i, j] = [i + 1, j + 1];
    else if (i < left.length && (j === right.length || lengthAt(i + 1, j) >= lengthAt(i, j + 1)))
      changes.push(`- ${left[i++]}`);
    else changes.push(`+ ${right[j++]}`);
  }
  return changes;
}

/** For each pair of positions, how many lines the rest of both have in common, in order. */
function commonLengths(left: readonly string[], right: readonly string[]): Uint16Array {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const below = lengths[(i + 1) * width + j] ?? 0;
      const beside = lengths[i * width + j + 1] ?? 0;
      const both = (lengths[(i + 1) * width + j + 1] ?? 0) + 1;
      lengths[i * width + j] = left[i] === right[j] ? both : Math.max(below, beside);
    }
  }
  return lengths;
}
