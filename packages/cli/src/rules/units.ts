import { field } from './example.ts';
import { fieldRule, type Rule } from './rule.ts';
import { splitWords } from './words.ts';

const TIME_WORDS = 'time duration latency elapsed delay timeout interval uptime runtime age wait';
const SIZE_WORDS = 'size memory filesize heap rss bandwidth';
const DURATIONS = new Set(TIME_WORDS.split(' '));
const SIZES = new Set(SIZE_WORDS.split(' '));
/** Endings that name a unit, and what it is a unit of. */
const UNITS: Readonly<Record<string, string>> = {
  ...unitsOf('milliseconds', 'ms milli millis millisecond milliseconds'),
  ...unitsOf('another time', 's sec secs second seconds min mins minute minutes h hour hours day days'),
  ...unitsOf('another time', 'us micros microseconds ns nanos nanoseconds'),
  ...unitsOf('bytes', 'byte bytes'),
  ...unitsOf('another size', 'kb mb gb tb kib mib gib kilobytes megabytes gigabytes'),
};
const OWN_UNIT: Readonly<Record<string, string>> = { durationMs: 'milliseconds', bytes: 'bytes' };

/** Rules about numbers and flags: what a value means must be clear from the name. */
export const UNIT_RULES: readonly Rule[] = [
  fieldRule(
    {
      id: 'missing-unit',
      severity: 'warning',
      summary: 'A number that measures a time or a size is no `count`.',
      bad: field('scanTime', { kind: 'count' }),
      good: field('scanTime', { kind: 'durationMs' }),
    },
    ({ kind, name }) => {
      const word = lastWord(name);
      if (kind !== 'count' || !(DURATIONS.has(word) || SIZES.has(word))) return undefined;
      return `"${name}" has no unit: use ${DURATIONS.has(word) ? 'durationMs()' : 'bytes()'}.`;
    },
  ),
  fieldRule(
    {
      id: 'unit-kind',
      severity: 'warning',
      summary: 'Milliseconds and bytes have kinds of their own.',
      bad: field('scanMs', { kind: 'count' }),
      good: field('scanMs', { kind: 'durationMs' }),
    },
    ({ kind, name }) => {
      const better = Object.entries(OWN_UNIT).find(([, unit]) => unit === unitOf(name))?.[0];
      return kind === 'count' && better !== undefined ? `"${name}" is of kind ${better}().` : undefined;
    },
  ),
  fieldRule(
    {
      id: 'wrong-unit',
      severity: 'error',
      summary: 'The name gives the unit that the kind has: milliseconds or bytes.',
      bad: field('scanSeconds', { kind: 'durationMs' }),
      good: field('scanMs', { kind: 'durationMs' }),
    },
    ({ kind, name }) => {
      const [own, named] = [OWN_UNIT[kind], unitOf(name)];
      return own !== undefined && named !== undefined && own !== named
        ? `"${name}" names ${named}, and holds ${own}.`
        : undefined;
    },
  ),
  fieldRule(
    {
      id: 'negative-flag',
      severity: 'warning',
      summary: 'A flag is named for what is true: `cached`, not `notCached`.',
      bad: field('disableCache', { kind: 'flag' }),
      good: field('cache', { kind: 'flag' }),
    },
    ({ kind, name }) =>
      kind === 'flag' && isNegative(splitWords(name))
        ? `"${name}": false means that it is not so. Name what is true.`
        : undefined,
  ),
];

function unitsOf(unit: string, endings: string): Record<string, string> {
  return Object.fromEntries(endings.split(' ').map((ending) => [ending, unit]));
}

function unitOf(name: string): string | undefined {
  const own = splitWords(name);
  const word = own.at(-1) ?? '';
  return own.length > 1 && Object.hasOwn(UNITS, word) ? UNITS[word] : undefined;
}

function lastWord(name: string): string {
  return splitWords(name).at(-1) ?? '';
}

function isNegative([first = '', second = '']: readonly string[]): boolean {
  const no = ['no', 'not', 'non', 'never', 'without', 'disable', 'disabled', 'isnt', 'hasnt', 'dont'];
  return (
    no.includes(first) || (['is', 'has', 'was', 'did', 'does', 'can'].includes(first) && no.includes(second))
  );
}
