import { DECISION_ORDER, POLICY_FILES, PROJECT_FILE, type DecisionSource } from 'overt/catalogue';
import { asRecord, asText } from '../subject/loose-values.ts';
import { commandOf, consentOf, levelOf, listAliases, variableOf, type Alias } from './consent-facts.ts';
import { code, renderList } from './markdown.ts';
import type { PageSubject } from './page-subject.ts';

/** What a source means to a user; undefined where this tool does not have it. */
type Row = (subject: PageSubject) => string | undefined;

/** The compiler asks for a row when the SDK gets another source. */
const ROWS: Readonly<Record<DecisionSource, Row>> = {
  'do-not-track': () =>
    '`DO_NOT_TRACK`: if it is set, and not to `0` or `false`, telemetry is off, whatever else is set.',
  policy: (subject) =>
    `A policy file, written by who manages the machine: it may set the level, or the highest one. It is ${placesOfPolicy(subject)}.`,
  mandatory: (subject) =>
    isMandatory(subject)
      ? `${subject.tool} works with telemetry only, at the level ${code(levelOf(subject))}. Only the two above switch it off.`
      : undefined,
  variable: describeVariables,
  choice: (subject) => {
    const command = commandOf(subject);
    const how =
      command === undefined ? '' : `, with ${code(`${command} enable`)} or ${code(`${command} disable`)}`;
    const settings =
      'configured' in consentOf(subject) ? ` Its own setting for that counts too; the lower one holds.` : '';
    return `What you told ${subject.tool}${how}. If what is stored cannot be read or trusted, it counts as off.${settings}`;
  },
  // It decides nothing by itself, and is said below.
  project: () => undefined,
  ci: (subject) => (consentOf(subject)['ci'] === 'on' ? `In CI: ${code(levelOf(subject))}.` : 'In CI: off.'),
  default: describeDefault,
};

/** The switches, in the order in which they count. */
export function renderSwitches(subject: PageSubject): string {
  const order = isMandatory(subject)
    ? DECISION_ORDER.slice(0, DECISION_ORDER.indexOf('mandatory') + 1)
    : DECISION_ORDER;
  const rows = order.map((source) => ROWS[source](subject)).filter((row) => row !== undefined);
  return [
    'The first of these that says something decides:',
    rows.map((row, index) => `${index + 1}. ${row}`).join('\n'),
    `Where nobody has locked the level, a file ${code(PROJECT_FILE)} in the project that you work in may lower it, and never raise it. ` +
      'Switching telemetry off also removes what was recorded and not yet sent.',
  ].join('\n\n');
}

/** The first sentences of the page; nothing where the options are not known. */
export function whoDecides(subject: PageSubject): string {
  const { tool } = subject;
  const records = `${tool} records ${levelOf(subject) === 'errors' ? 'what goes wrong in it' : 'how it is used'}`;
  if (isMandatory(subject)) return `${records}; it cannot be used without. `;
  switch (fallbackOf(subject)) {
    case undefined:
      return '';
    case 'on':
      return `${records}, unless you switch that off. You are told so before anything is sent. `;
    case 'off':
      return `${records} only if you switch that on. `;
    default:
      return `${records} only after you have said yes. `;
  }
}

/** How to switch it off, in one sentence. */
export function howToStop(subject: PageSubject): string {
  if (isMandatory(subject)) return 'Setting `DO_NOT_TRACK=1` switches it off.';
  const own = code(`${variableOf(subject)}=off`);
  return `Setting ${own}, or \`DO_NOT_TRACK=1\` for every tool that heeds it, switches it off.`;
}

function placesOfPolicy(subject: PageSubject): string {
  const own = asText(consentOf(subject)['policyFile']);
  if (own !== '') return code(own);
  const { linux, darwin, win32 } = POLICY_FILES;
  return `${code(linux)}, on macOS ${code(darwin)}, on Windows ${code(win32)}`;
}

function describeVariables(subject: PageSubject): string {
  const plain = levelOf(subject);
  const aliases = listAliases(subject);
  const own =
    `${code(variableOf(subject))}: \`off\`, \`errors\`, \`usage\` or \`full\`; \`local\` records for you to read and sends ` +
    `nothing. A yes (\`1\`, \`true\`, \`on\`, \`yes\`) means ${code(plain)}. Everything else is off.`;
  if (aliases.length === 0) return own;
  const others = renderList(aliases.map((alias) => describeAlias(alias, plain)));
  return `${own} These count as well: ${others}. Of several that are set, the one that protects you most holds.`;
}

function describeAlias({ variable, yes, no }: Alias, plain: string): string {
  const meanings = [
    ...(yes === 'ignore' ? ['a yes means nothing'] : [`a yes means ${code(yes ?? plain)}`]),
    ...(no === 'ignore' ? ['a no means nothing'] : [`a no means ${code(no ?? 'off')}`]),
  ];
  return `${code(variable)} (${meanings.join(', ')})`;
}

function describeDefault(subject: PageSubject): string {
  switch (fallbackOf(subject)) {
    case undefined:
      return `What the author of ${subject.tool} set.`;
    case 'on':
      return `If nobody has said anything: ${code(levelOf(subject))}, from when you have been told so.`;
    case 'off':
      return 'If nobody has said anything: off.';
    default:
      return 'Until you have been asked: off.';
  }
}

/** `ask` where the author says nothing; undefined where only the events are known. */
function fallbackOf(subject: PageSubject): string | undefined {
  if (Object.keys(subject.options).length === 0) return undefined;
  return asText(asRecord(consentOf(subject))['default']) || 'ask';
}

function isMandatory(subject: PageSubject): boolean {
  return consentOf(subject)['mandatory'] === true;
}
