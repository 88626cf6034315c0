import { arePlainNames } from '../agents/name-options.ts';
import { isFilled, isObject, isPlainCatalogue } from '../catalogue/plain-catalogue.ts';
import { isChoice } from '../consent/level.ts';
import type { ConsentAlias } from '../consent/policy.ts';
import { isTag, MAX_TAGS } from '../environment/tags.ts';
import { arePlainErrorFields, isSlug, type ErrorFields } from '../errors/options.ts';
import { attempt } from '../platform/attempt.ts';
import { DIGITS, isMadeOf, LOWER } from '../platform/text.ts';
import { MOST_EVENTS } from '../sampling/sampling.ts';
import type { SinkDescriptor } from '../sinks/descriptor.ts';
import type { Sink } from '../sinks/sink.ts';
import { CONSENT_DEFAULTS, wayOutOf } from './consent-options.ts';
import {
  BACKGROUND_NUMBERS,
  DELIVERY_NUMBERS,
  GUARANTEES,
  isPrinting,
  LIMIT_NUMBERS,
  MODES,
} from './delivery-options.ts';
import { IDENTITIES, PROJECTS, ROTATIONS, type IdentityOption } from './identity-options.ts';
import type { TelemetryOptions } from './options.ts';
import { isContext, type ContextOption } from './surroundings.ts';

/**
 * Whether options are right beyond doubt, as those of nearly all tools are in all of their runs. It says nothing of what is wrong with
 * others: check-options.ts does, which is loaded for them only, and has the last word. So this may refuse what is right, but
 * never take what is wrong (a property test).
 */
export function isPlain(options: TelemetryOptions): boolean {
  return attempt(() => isRight(options)) ?? false;
}

function isRight(options: TelemetryOptions): boolean {
  const { tool, version, sinks, consent, delivery } = options;
  const isNamed = isMadeOf(tool, `${LOWER}${DIGITS}-`, 63) && LOWER.includes(tool.charAt(0));
  const { prompt } = consent?.text ?? {};
  return (
    isNamed &&
    isFilled(version) &&
    version.length <= 64 &&
    arePlainSinks(sinks, delivery?.mode) &&
    (delivery?.mode !== 'background' || (delivery.intervalMs ?? LEAST_MS) >= LEAST_MS) &&
    (prompt === undefined || (isFilled(prompt) && prompt.includes(wayOutOf(tool, consent?.text ?? {})))) &&
    fits(options, OPTIONS)
  );
}

const [LEAST_MS] = BACKGROUND_NUMBERS.intervalMs;

/** The name of a type, words, two numbers between which it lies, what it is made of, or what can tell. */
type Rule = string | readonly unknown[] | { readonly [name: string]: Rule } | ((value: never) => boolean);

const OPTIONS: Rule = {
  events: isPlainCatalogue,
  consent: {
    default: CONSENT_DEFAULTS,
    level: ['errors', 'usage', 'full'],
    ci: ['on', 'off'],
    aliases: arePlainAliases,
    configured: (value: unknown) => typeof value === 'boolean' || isChoice(value),
    mandatory: 'boolean',
    text: {
      version: (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0,
      enter: ['yes', 'no'],
      what: 'string',
      more: 'string',
      command: 'string',
    },
    policyFile: isFilled,
  },
  delivery: { mode: MODES, guarantee: GUARANTEES, ...DELIVERY_NUMBERS },
  limits: LIMIT_NUMBERS,
  sampling: {
    rate: [0, 1],
    by: ['run', 'install'],
    events: (table: object) => areNumbers(table, 1),
    summarizeAgents: 'boolean',
  },
  quota: {
    perDay: [0, MOST_EVENTS],
    perHour: [0, MOST_EVENTS],
    events: (table: object) => areNumbers(table, MOST_EVENTS),
  },
  traces: 'boolean',
  identity: isPlainIdentity,
  project: PROJECTS,
  crashes: 'boolean',
  errors: {
    fields: (fields: ErrorFields) => arePlainErrorFields(fields),
    expected: (kinds: object) => isObject(kinds) && Object.values(kinds).every(isSlug),
    classify: 'function',
    sayReference: 'boolean',
    ask: 'boolean',
    diagnosticReport: 'boolean',
    dropEnvironments: (names: unknown) => Array.isArray(names) && names.every(isSlug),
  },
  environment: (value: unknown) => value === '' || isSlug(value),
  environmentVariable: isFilled,
  context: (context: ContextOption) => isContext(context),
  tags: arePlainTags,
  agents: (names: object) => isObject(names) && arePlainNames(names),
};

/** What is not given is right: it has a default. */
function fits(value: unknown, rule: Rule): boolean {
  if (value === undefined) return true;
  if (typeof rule === 'function') return rule(value as never);
  if (typeof rule === 'string') return typeof value === rule;
  if (isList(rule)) return typeof value === 'number' ? isBetween(value, rule) : rule.includes(value);
  if (!isObject(value)) return false;
  // By the names that the rule knows, so that no value is read that was not looked at, wherever it comes from.
  for (const name in rule)
    if (!fits((value as Record<string, unknown>)[name], rule[name] as Rule)) return false;
  return true;
}

function isList(rule: object): rule is readonly unknown[] {
  return Array.isArray(rule);
}

function isBetween(value: number, [min, max]: readonly unknown[]): boolean {
  return typeof min === 'number' && typeof max === 'number' && value >= min && value <= max;
}

function areNumbers(table: object, most: number): boolean {
  const isRight = (value: unknown): boolean => typeof value === 'number' && isBetween(value, [0, most]);
  return isObject(table) && Object.values(table).every(isRight);
}

function arePlainAliases(aliases: readonly ConsentAlias[]): boolean {
  const isWord = (word: unknown): boolean => word === undefined || word === 'ignore' || isChoice(word);
  return (
    Array.isArray(aliases) &&
    aliases.every(({ variable, yes, no }) => isFilled(variable) && isWord(yes) && isWord(no))
  );
}

function isPlainIdentity(identity: IdentityOption): boolean {
  if (!isObject(identity)) return IDENTITIES.includes(identity);
  return identity.kind === 'install' && ROTATIONS.includes(identity.rotate);
}

function arePlainTags(tags: object): boolean {
  const entries = isObject(tags) ? Object.entries(tags) : [['']];
  return entries.length <= MAX_TAGS && entries.every(([key = '', value]) => isTag(key, value));
}

function arePlainSinks(sinks: readonly (SinkDescriptor | Sink)[], mode: unknown): boolean {
  if (!Array.isArray(sinks) || sinks.length === 0) return false;
  const names = new Set<unknown>();
  for (const sink of sinks as readonly (SinkDescriptor | Sink)[]) {
    if (typeof sink.name !== 'string' || names.has(sink.name)) return false;
    names.add(sink.name);
    const isOurs = 'kind' in sink && !('send' in sink);
    // Those of a tool's own work in its process only.
    if (!isOurs && !isPlainLive(sink)) return false;
    if (mode === 'detached' && (!isOurs || isPrinting(sink))) return false;
  }
  return true;
}

function isPlainLive({ send, filter, deletion }: Sink): boolean {
  return typeof send === 'function' && filter === undefined && deletion === undefined;
}
