import { event, events } from './example.ts';
import { eventRule, type Rule } from './rule.ts';
import { splitWords, stems } from './words.ts';

/** What people write to get past a check: the whole of it, or how it begins. */
const PLACEHOLDER =
  /^(?:to ?do|n\/?a|none|nothing|test|testing|asdf|foo|bar|why|because|reason|placeholder|xxx+)?[\s.?!:…-]*$/i;
const PLACEHOLDER_START = /^(?:todo|tbd|tba|fixme|lorem ipsum)\b/i;
/** A reason that answers "what for?" takes more than a few words. */
const MIN_WORDS = 4;
/** Words that say nothing of their own. */
const EMPTY_WORDS = new Set(
  'a an the to of for in on at by is are was were be it its this that we us our how often many much when whenever if whether which what who user users event events track tracks tracked tracking record records recorded recording log logs logged logging count counts counted counting see know measure tells get gets happen happens happened and or has have had been'.split(
    ' ',
  ),
);

/** Rules about `why`, which the tool's users read. */
export const REASON_RULES: readonly Rule[] = [
  eventRule(
    {
      id: 'missing-why',
      severity: 'error',
      isFatal: true,
      summary: 'Every event says why it is collected.',
      bad: event('scan.finished', { why: ' ' }),
      good: event('scan.finished'),
    },
    ({ why }) => (why.trim() === '' ? 'It does not say why it is collected (`why`).' : undefined),
  ),
  eventRule(
    {
      id: 'placeholder-why',
      severity: 'error',
      summary: 'The reason is a reason, and no placeholder.',
      bad: event('scan.finished', { why: 'TODO' }),
      good: event('scan.finished'),
    },
    ({ why }) => (isPlaceholder(why) ? `"${why}" is a placeholder: users read this sentence.` : undefined),
  ),
  eventRule(
    {
      id: 'short-why',
      severity: 'warning',
      summary: 'The reason is a sentence: what is learnt from the event, and what for.',
      bad: event('scan.finished', { why: 'Scan statistics.' }),
      good: event('scan.finished', { why: 'To see which scans are too slow.' }),
    },
    ({ why }) =>
      why.trim() !== '' && !isPlaceholder(why) && splitWords(why).length < MIN_WORDS
        ? `"${why}" is too short to say what is learnt from it.`
        : undefined,
  ),
  eventRule(
    {
      id: 'why-repeats-name',
      severity: 'warning',
      summary: 'The reason says more than the name.',
      bad: event('scan.finished', { why: 'Tracks when a scan has finished.' }),
      good: event('scan.finished', { why: 'To see which scans are too slow.' }),
    },
    ({ why, name }) =>
      why.trim() !== '' && saysNothingNew(why, name)
        ? `"${why}" only repeats the name: say what is learnt from it.`
        : undefined,
  ),
  {
    id: 'same-why',
    severity: 'warning',
    summary: 'Two events have different reasons: one that fits both explains neither.',
    bad: { events: { ...event('scan.finished').events, ...event('cache.cleared').events } },
    good: events('scan.finished', 'cache.cleared'),
    check: ({ declared }) =>
      declared.flatMap(({ name, why }, index) => {
        const same = declared.slice(0, index).find((other) => other.why.trim() === why.trim());
        return why.trim() === '' || same === undefined
          ? []
          : [{ event: name, message: `It has the same reason as "${same.name}".` }];
      }),
  },
];

export function isPlaceholder(text: string): boolean {
  const trimmed = text.trim();
  return trimmed !== '' && (PLACEHOLDER.test(trimmed) || PLACEHOLDER_START.test(trimmed));
}

function saysNothingNew(why: string, name: string): boolean {
  const known = new Set(stems(name).split(' '));
  const words = splitWords(why).filter((word) => !EMPTY_WORDS.has(word));
  return words.every((word) => known.has(stems(word)));
}
