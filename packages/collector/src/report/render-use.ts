import type { UseReport } from './starters.ts';
import { label, table } from './table.ts';

/** How commands came out, who started them, and what was not understood. `guess` writes a count. */
export function renderUse(
  { starters, outcomes, friction }: UseReport,
  guess: (value: number) => string,
): readonly string[] {
  const inWords = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${label(name)} ${guess(count)}`)
      .join(', ');
  return [
    table(
      'Outcomes',
      ['command', 'outcomes'],
      outcomes.map((line) => [label(line.command), inWords(line.outcomes)]),
    ),
    table(
      'Started by',
      ['who', 'agent', '>runs', '>failures'],
      starters.map((line) => [
        line.startedBy === '' ? '(not said)' : label(line.startedBy),
        line.agent === '' ? '-' : label(line.agent),
        guess(line.runs),
        guess(line.failures),
      ]),
    ),
    table(
      'Not understood',
      ['kind', 'command', '>count'],
      friction.map((line) => [label(line.kind), label(line.command), guess(line.count)]),
    ),
  ];
}
