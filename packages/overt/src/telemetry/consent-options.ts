import { isChoice, isLevel, type Choice, type Level } from '../consent/level.ts';
import type { ConsentAlias, ConsentPolicy, ConsentText } from '../consent/policy.ts';
import { expected } from '../option-error.ts';

/** When the user has said nothing. */
export type ConsentOptions = {
  /**
   * `ask`: nothing is recorded until the user says yes. `on`: it is, until the user says no. `off`: it is not.
   * @default 'ask'
   */
  readonly default?: 'ask' | 'on' | 'off';
  /**
   * The level that a plain yes means.
   * @default 'usage'
   */
  readonly level?: Exclude<Level, 'off'>;
  /**
   * What holds in CI when nobody said anything: nobody is there to be told or asked.
   * @default 'off'
   */
  readonly ci?: 'on' | 'off';
  /**
   * Variables that count besides `<TOOL>_TELEMETRY`. Of several that are set, the one that protects the user most holds.
   * @default []
   */
  readonly aliases?: readonly ConsentAlias[];
  /** What the tool's own configuration says, where it has such a setting. It counts like a choice; the lower one holds. */
  readonly configured?: boolean | Choice | undefined;
  /**
   * Whether the tool cannot be used without: then users cannot choose, and DO_NOT_TRACK or the machine's policy
   * alone switch it off.
   * @default false
   */
  readonly mandatory?: boolean;
  /** What users are shown before anything is sent. */
  readonly text?: ConsentText;
  /**
   * Where the administrator of a machine settles it for all its users.
   * @default '/etc/overt/policy.json', or its like on macOS and Windows
   */
  readonly policyFile?: string;
};

export const CONSENT_DEFAULTS: readonly unknown[] = ['ask', 'on', 'off'];

/** What the author says about consent, which was checked, complete. */
export function resolvePolicy(tool: string, consent: ConsentOptions): ConsentPolicy {
  const { default: fallback = 'ask', level = 'usage', ci = 'off', mandatory = false } = consent;
  const { aliases = [], policyFile, configured, text } = consent;
  return {
    tool,
    variable: `${tool.toUpperCase().replaceAll('-', '_')}_TELEMETRY`,
    aliases,
    default: fallback,
    level,
    ci,
    text: text?.version ?? 1,
    mandatory,
    configured: configured === true ? level : configured === false ? 'off' : configured,
    policyFile,
  };
}

/** Throws where something of it is wrong. */
export function checkConsent(tool: string, consent: ConsentOptions): void {
  if (typeof consent !== 'object' || consent === null) throw expected('consent', 'an object', consent);
  const { default: fallback = 'ask', level = 'usage', ci = 'off', mandatory = false, text = {} } = consent;
  const { aliases = [], policyFile, configured } = consent;
  checkOneOf('consent.default', fallback, CONSENT_DEFAULTS);
  if (!isLevel(level) || (level as Level) === 'off')
    throw expected('consent.level', 'one of errors, usage, full', level);
  checkOneOf('consent.ci', ci, ['on', 'off']);
  if (typeof mandatory !== 'boolean') throw expected('consent.mandatory', 'true or false', mandatory);
  if (policyFile !== undefined && (typeof policyFile !== 'string' || policyFile === ''))
    throw expected('consent.policyFile', 'a path', policyFile);
  checkAliases(aliases);
  checkText(tool, text);
  if (configured !== undefined && typeof configured !== 'boolean' && !isChoice(configured))
    throw expected('consent.configured', 'true, false, a level or local', configured);
}

function checkAliases(aliases: readonly ConsentAlias[]): void {
  if (!Array.isArray(aliases)) throw expected('consent.aliases', 'a list', aliases);
  for (const alias of aliases as readonly ConsentAlias[]) {
    if (typeof alias?.variable !== 'string' || alias.variable === '')
      throw expected('consent.aliases', 'objects with the name of a `variable`', alias);
    for (const word of [alias.yes, alias.no]) {
      if (word !== undefined && word !== 'ignore' && !isChoice(word))
        throw expected('consent.aliases', 'with levels, local or ignore for yes and no', word);
    }
  }
}

function checkText(tool: string, text: ConsentText): void {
  if (typeof text !== 'object' || text === null) throw expected('consent.text', 'an object', text);
  const { version = 1, enter = 'no', what = '', more = '', command = '', prompt } = text;
  if (!Number.isSafeInteger(version) || version < 1)
    throw expected('consent.text.version', 'a whole number from 1', version);
  checkOneOf('consent.text.enter', enter, ['yes', 'no']);
  for (const [name, value] of Object.entries({ what, more, command }))
    if (typeof value !== 'string') throw expected(`consent.text.${name}`, 'a text', value);
  const wayOut = wayOutOf(tool, text);
  if (prompt !== undefined && !(typeof prompt === 'string' && prompt.includes(wayOut)))
    throw expected('consent.text.prompt', `a text that names \`${wayOut}\``, prompt);
}

/** Who is asked has to learn how to change their mind. */
export function wayOutOf(tool: string, { command }: ConsentText): string {
  return `${command || `${tool} telemetry`} disable`;
}

function checkOneOf(option: string, value: unknown, words: readonly unknown[]): void {
  if (!words.includes(value)) throw expected(option, `one of ${words.join(', ')}`, value);
}
