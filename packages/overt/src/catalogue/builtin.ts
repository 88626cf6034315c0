import {
  COMMAND,
  CORE_EVENTS,
  COUNT,
  ERRORS,
  OPTIONAL_COMMAND,
  OPTIONAL_DURATION,
  OPTIONAL_SLUG,
  REPORT,
  SLUG,
  USAGE,
} from './core-events.ts';
import type { Catalogue } from './event.ts';

const FLAG = { kind: 'flag' } as const;
const OPTIONAL_COUNT = { kind: 'count', optional: true } as const;
const DURATION = { kind: 'durationMs' } as const;
const HASH = { kind: 'hash' } as const;
const OPTIONAL_HASH = { kind: 'hash', optional: true } as const;
/** What is said of an agent's session in each of its events. The id is the author's own: it leaves as a hash only. */
const SESSION = { session: HASH, agent: SLUG } as const;
/** In whole billionths of the currency, so that sums are exact; the currency as ISO 4217 has it, in lower case. */
const COST = { costNanos: OPTIONAL_COUNT, currency: OPTIONAL_SLUG } as const;

/**
 * The events that every tool has without declaring them. The SDK records `command.*` and `crash` by itself; the
 * others are there to be tracked, under the names that other tools use too.
 */
export const BUILTIN_EVENTS = {
  ...CORE_EVENTS,
  'command.summary': {
    ...USAGE,
    why: 'The same for all that an AI agent ran in one conversation, where the tool sends that instead of each of them.',
    fields: {
      command: COMMAND,
      count: COUNT,
      ok: COUNT,
      errors: COUNT,
      usageErrors: COUNT,
      interrupted: COUNT,
      crashes: COUNT,
      timed: COUNT,
      durationMs: OPTIONAL_DURATION,
      longestMs: OPTIONAL_DURATION,
      spanMs: DURATION,
    },
  },
  'command.abandoned': {
    ...ERRORS,
    why: 'Which runs died without a word: killed, out of memory, lost power.',
    fields: {
      command: OPTIONAL_COMMAND,
      cause: { kind: 'oneOf', values: ['out-of-memory', 'fatal', 'restart'], optional: true },
      ...REPORT,
    },
  },
  'update.check': { ...USAGE, why: 'Whether checks for updates work.', fields: { available: FLAG } },
  'update.applied': { ...USAGE, why: 'Whether updates arrive.', fields: { ok: FLAG } },
  'session.start': {
    ...USAGE,
    why: 'How many sessions begin, and with which agent.',
    fields: { ...SESSION, model: OPTIONAL_SLUG, parentSession: OPTIONAL_HASH, resumed: FLAG },
  },
  'session.turn': {
    ...USAGE,
    why: 'How long models take to answer, and whether they do.',
    fields: {
      ...SESSION,
      outcome: { kind: 'oneOf', values: ['ok', 'error', 'interrupted'] },
      durationMs: DURATION,
      firstTokenMs: OPTIONAL_DURATION,
      model: OPTIONAL_SLUG,
    },
  },
  'tool.call': {
    ...USAGE,
    why: 'Which tools an agent calls, and whether they work.',
    fields: {
      ...SESSION,
      tool: SLUG,
      outcome: { kind: 'oneOf', values: ['ok', 'error', 'denied', 'interrupted', 'timeout'] },
      durationMs: DURATION,
      errorKind: OPTIONAL_SLUG,
    },
  },
  'token.usage': {
    ...USAGE,
    why: 'How many tokens a model takes, and what they cost.',
    fields: {
      ...SESSION,
      model: SLUG,
      inputTokens: COUNT,
      outputTokens: COUNT,
      cacheReadTokens: OPTIONAL_COUNT,
      cacheWriteTokens: OPTIONAL_COUNT,
      reasoningTokens: OPTIONAL_COUNT,
      ...COST,
    },
  },
  'session.error': {
    ...USAGE,
    why: 'Which kinds of errors sessions meet.',
    fields: { ...SESSION, errorKind: SLUG },
  },
  'session.end': {
    ...USAGE,
    why: 'How long sessions take, how they end, and what they took in all.',
    fields: {
      ...SESSION,
      parentSession: OPTIONAL_HASH,
      outcome: { kind: 'oneOf', values: ['ok', 'error', 'interrupted', 'abandoned'] },
      durationMs: OPTIONAL_DURATION,
      turns: COUNT,
      toolCalls: COUNT,
      toolErrors: COUNT,
      errors: COUNT,
      inputTokens: COUNT,
      outputTokens: COUNT,
      cacheReadTokens: COUNT,
      cacheWriteTokens: COUNT,
      reasoningTokens: COUNT,
      ...COST,
    },
  },
  'daemon.start': { ...USAGE, why: 'How often the background service starts.' },
  'daemon.stop': {
    ...USAGE,
    why: 'How long the background service runs.',
    fields: { durationMs: DURATION },
  },
  'daemon.start_failure': {
    ...ERRORS,
    why: 'Why the background service does not start.',
    // Whatever starts it tries again and again: 1, 2, 4, … 32 minutes between two reports, until it works.
    limit: { everyMs: 60_000, maxMs: 32 * 60_000, resetOn: 'daemon.start' },
    fields: { errorKind: SLUG },
  },
  'telemetry.test': { ...ERRORS, why: 'Whether what is sent arrives: when the user asks for a test.' },
  'data.deletion_request': {
    ...ERRORS,
    why: 'That a user wants the data of an id erased: sent when they ask.',
  },
  friction: {
    ...USAGE,
    why: 'Where typed commands are not understood: the kind, never what was typed.',
    fields: {
      kind: {
        kind: 'oneOf',
        values: ['unknown-command', 'unknown-flag', 'missing-argument', 'bad-argument'],
      },
      command: OPTIONAL_COMMAND,
    },
  },
} as const satisfies Catalogue;

/** The events that every tool has. */
export type BuiltinEvents = typeof BUILTIN_EVENTS;
