import { event, field } from './example.ts';
import { eventRule, fieldRule, type Rule } from './rule.ts';
import { splitWords } from './words.ts';

const LEVELS = ['errors', 'usage', 'full'];
const USAGE =
  'used finished started completed opened viewed clicked seen counted created installed enabled selected ran invoked run done start applied visited scanned loaded chosen';
const TROUBLE =
  'error errors fail fails failed failure failures crash crashed exception panic abort aborted timeout denied refused rejected invalid corrupt corrupted abandoned fault warning killed unavailable conflict missing retry retried oom broken lost unreachable unsupported mismatch exceeded problem';
const USAGE_WORDS = new Set(USAGE.split(' '));
const TROUBLE_WORDS = new Set(TROUBLE.split(' '));
const ERRORS = { level: 'errors' };

/** Rules about `level`: users choose one, and rely on what it means. */
export const LEVEL_RULES: readonly Rule[] = [
  eventRule(
    {
      id: 'level',
      severity: 'error',
      isFatal: true,
      summary: 'The level is `errors`, `usage` or `full`.',
      bad: event('scan.finished', { level: 'debug' }),
      good: event('scan.finished', { level: 'full' }),
    },
    ({ level }) => (LEVELS.includes(level) ? undefined : `Its level is none of ${LEVELS.join(', ')}.`),
  ),
  fieldRule(
    {
      id: 'text-level',
      severity: 'error',
      isFatal: true,
      summary: 'Free text is recorded at level `full` only.',
      bad: field('note', { kind: 'text' }),
      good: field('note', { kind: 'text' }, { level: 'full' }),
    },
    ({ kind }, { level }) =>
      kind === 'text' && level !== 'full'
        ? `It is free text, and its event is of level ${level}.`
        : undefined,
  ),
  eventRule(
    {
      id: 'usage-at-errors',
      severity: 'error',
      summary: 'What tells how a tool is used is not of level `errors`.',
      bad: event('scan.finished', ERRORS),
      good: event('scan.failed', ERRORS),
    },
    ({ name, level }) =>
      level === 'errors' && USAGE_WORDS.has(splitWords(name).at(-1) ?? '') && !tellsTrouble([name])
        ? 'It tells how the tool is used: users who chose "errors" did not agree to that.'
        : undefined,
  ),
  eventRule(
    {
      id: 'no-error-at-errors',
      severity: 'warning',
      summary: 'An event of level `errors` is about something that went wrong.',
      bad: event('config.format', ERRORS),
      good: event('config.invalid', ERRORS),
    },
    ({ name, level, fields }) =>
      level === 'errors' &&
      !USAGE_WORDS.has(splitWords(name).at(-1) ?? '') &&
      !tellsTrouble([name, ...fields.map((own) => own.name)])
        ? 'Nothing in its name or fields says that something went wrong: is it of level usage?'
        : undefined,
  ),
  fieldRule(
    {
      id: 'hash-at-errors',
      severity: 'warning',
      summary: 'An event of level `errors` has no `hash`: what went wrong is the same for everybody.',
      bad: event('scan.failed', { ...ERRORS, fields: { project: { kind: 'hash' } } }),
      good: event('scan.failed', { ...ERRORS, fields: { phase: { kind: 'slug' } } }),
    },
    ({ kind }, { level }) =>
      kind === 'hash' && level === 'errors'
        ? 'It joins the errors of one project or person: is the event of level usage or full?'
        : undefined,
  ),
];

function tellsTrouble(names: readonly string[]): boolean {
  return names.some((name) => splitWords(name).some((word) => TROUBLE_WORDS.has(word)));
}
