import { DECISION_ORDER, type DecisionSource } from 'overt/catalogue';
import { asRecord, asText } from '../subject/declared.ts';
import { code } from './markdown.ts';
import type { PageSubject } from './page-subject.ts';

/** Sources that are designed; a row is shown only if the SDK has the source. */
type PlannedSource = 'policy' | 'project' | 'ci';

type Row = (subject: PageSubject) => string;

/** What each source means to a user. The compiler asks for a row when the SDK gets another source. */
const ROWS: Readonly<Record<DecisionSource | PlannedSource, Row>> = {
  'do-not-track': () =>
    '`DO_NOT_TRACK`: if it is set to anything but nothing, `0` or `false`, telemetry is off, whatever else is set.',
  policy: () =>
    'A policy file of the machine, written by who manages it: it may lower the level, or lock it.',
  variable: (subject) =>
    `${code(variableOf(subject))}: \`off\`, \`errors\`, \`usage\` or \`full\`. \`1\`, \`true\`, \`on\` and \`yes\` mean ` +
    `${code(levelOf(subject))}, and every other value is off.`,
  choice: ({ tool, config }) =>
    config.command === false
      ? `What you chose when ${tool} asked, or told it. If that cannot be read, it counts as off.`
      : `What you chose: \`${tool} ${config.command} enable\` or \`disable\`. If that cannot be read, it counts as off.`,
  project: () => 'A file of the project that you work in: it may only lower the level.',
  ci: () => 'In CI telemetry is off unless one of the above switches it on.',
  default: (subject) => defaultOf(subject),
};

/** The switches, in the order in which they count. */
export function renderSwitches(subject: PageSubject): string {
  const lines = DECISION_ORDER.map((source, index) => `${index + 1}. ${ROWS[source](subject)}`);
  return [
    'The first of these that says something decides:',
    lines.join('\n'),
    'Switching it off also removes what was recorded and not yet sent.',
  ].join('\n\n');
}

/** The first sentence of the page; nothing where the options are not known. */
export function whoDecides(subject: PageSubject): string {
  const records = `${subject.tool} records ${levelOf(subject) === 'errors' ? 'what goes wrong in it' : 'how it is used'}`;
  switch (fallbackOf(subject)) {
    case undefined:
      return '';
    case 'on':
      return `${records}, unless you switch that off. `;
    case 'off':
      return `${records} only if you switch that on. `;
    default:
      return `${records} only after you have said yes. `;
  }
}

function defaultOf(subject: PageSubject): string {
  switch (fallbackOf(subject)) {
    case undefined:
      return `What the author of ${subject.tool} set.`;
    case 'on':
      return `If nobody has said anything: ${code(levelOf(subject))}.`;
    case 'off':
      return 'If nobody has said anything: off.';
    default:
      return 'Until you have been asked: off.';
  }
}

/** `ask` where the author says nothing; undefined where only the events are known. */
function fallbackOf({ options }: PageSubject): string | undefined {
  if (Object.keys(options).length === 0) return undefined;
  return asText(asRecord(options['consent'])['default']) || 'ask';
}

function levelOf({ options }: PageSubject): string {
  return asText(asRecord(options['consent'])['level']) || 'usage';
}

export function variableOf({ tool }: Pick<PageSubject, 'tool'>): string {
  return `${tool.toUpperCase().replaceAll('-', '_')}_TELEMETRY`;
}
