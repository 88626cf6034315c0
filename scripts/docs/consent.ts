import {
  limitOf,
  namedChoice,
  NOTICE_RULES,
  ORDER,
  PROJECT_FILES,
  ROWS,
  VALUES,
} from '../../packages/overt/test/consent/truth-table.ts';
import { table, type Part } from './parts.ts';

const file = 'docs/consent.md';

/** The tables of docs/consent.md, from the rows that the test holds the resolver against. */
export const CONSENT_PARTS: readonly Part[] = [
  { file, name: 'rules', make: rules },
  { file, name: 'limits', make: limits },
  { file, name: 'words', make: words },
  { file, name: 'moments', make: moments },
];

function rules(): string {
  const head = ['', 'if', 'level', 'source', 'locked', 'told or asked first'];
  const rows = ROWS.map(({ says, is }, at) => [
    String(at + 1),
    says,
    is.choice === 'the same'
      ? 'the one it says'
      : is.source === 'choice' || is.choice === 'off'
        ? is.choice
        : 'plain yes',
    `\`${is.source}\``,
    is.locked === true ? 'yes' : '',
    is.noticePending === true ? 'yes' : '',
  ]);
  return table(head, rows);
}

function limits(): string {
  const limited = PROJECT_FILES.filter((file) => file !== 'none');
  const rows = limited.map((file) => [
    file === 'unreadable' ? 'cannot be read or trusted' : `\`${file.replace('at most ', 'atMost ')}\``,
    limitOf(file, false) === undefined ? 'row 3 above' : `at most ${limitOf(file, false)}`,
    `at most ${limitOf(file, true) ?? ''}`,
  ]);
  return `${table(['the file', "the machine's policy", "a project's file"], rows)}
From what protects most: ${ORDER.map((choice) => `\`${choice}\``).join(' < ')}.\n`;
}

/** What each word means, as a variable may say it. */
function words(): string {
  const spell = (word: string | undefined): string => (word === undefined ? 'not set' : `\`"${word}"\``);
  const rows = VALUES.variable.map((word) => [
    spell(word),
    meaning('doNotTrack', word),
    meaning('variable', word),
  ]);
  return table(['value', '`DO_NOT_TRACK`', '`<TOOL>_TELEMETRY`'], rows);
}

function meaning(part: 'doNotTrack' | 'variable', word: string | undefined): string {
  const row = ROWS.find(({ when }) => when[part]?.includes(word) === true);
  if (row === undefined) return 'says nothing';
  if (row.is.choice === 'the same') return `\`${namedChoice(word ?? '')}\``;
  return row.is.choice === 'off' ? '`off`' : 'plain yes';
}

function moments(): string {
  const rows = NOTICE_RULES.map(({ says, is }) => [says, is]);
  return table(['if', 'then'], rows);
}
