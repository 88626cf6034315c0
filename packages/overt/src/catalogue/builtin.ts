import type { Catalogue } from './event.ts';

const COMMAND = { kind: 'slug', maxWords: 6 } as const;
const OPTIONAL_COMMAND = { kind: 'slug', maxWords: 6, optional: true } as const;
const SLUG = { kind: 'slug' } as const;
const OPTIONAL_SLUG = { kind: 'slug', optional: true } as const;
const DERIVED = { kind: 'derived', optional: true } as const;
/** What is made of the notes of an error (spool/run-file.ts); error-fields.ts says what each is. */
const REPORT = {
  stack: { kind: 'stack', optional: true },
  fingerprint: DERIVED,
  reference: DERIVED,
  debugIds: DERIVED,
} as const;
const FLAG = { kind: 'flag' } as const;
const COUNT = { kind: 'count' } as const;
const OPTIONAL_COUNT = { kind: 'count', optional: true } as const;
const DURATION = { kind: 'durationMs' } as const;

const USAGE = { level: 'usage', owner: 'the tool', expires: 'never' } as const;
const ERRORS = { level: 'errors', owner: 'the tool', expires: 'never' } as const;

/**
 * The events that every tool has without declaring them. The SDK records `command.*` and `crash` by itself; the
 * others are there to be tracked, under the names that other tools use too.
 */
export const BUILTIN_EVENTS = {
  'command.invocation': {
    ...USAGE,
    why: 'Which commands are used, how long they take and whether they work.',
    fields: {
      command: COMMAND,
      outcome: {
        kind: 'oneOf',
        values: ['ok', 'error', 'usage-error', 'interrupted', 'crash', 'help', 'version'],
      },
      exitCode: COUNT,
      durationMs: { ...DURATION, optional: true },
      flags: { kind: 'slug', maxWords: 16, optional: true },
    },
  },
  'command.error': {
    ...ERRORS,
    why: 'Which commands fail in a way that the tool expects, such as wrong use or a network that is not there.',
    fields: {
      command: OPTIONAL_COMMAND,
      errorKind: SLUG,
      errorClass: OPTIONAL_SLUG,
      errorCode: OPTIONAL_SLUG,
      exitCode: OPTIONAL_COUNT,
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
  crash: {
    ...ERRORS,
    why: 'Which errors end the tool.',
    fields: {
      errorClass: SLUG,
      errorCode: OPTIONAL_SLUG,
      origin: { kind: 'oneOf', values: ['exception', 'rejection'] },
      command: OPTIONAL_COMMAND,
      intercepted: { kind: 'flag', optional: true },
      ...REPORT,
    },
  },
  error: {
    ...ERRORS,
    why: 'Which errors the tool meets and handles.',
    fields: {
      errorClass: SLUG,
      errorCode: OPTIONAL_SLUG,
      command: OPTIONAL_COMMAND,
      exitCode: OPTIONAL_COUNT,
      ...REPORT,
    },
  },
  'feature.used': { ...USAGE, why: 'Which features are used.', fields: { feature: SLUG } },
  'update.check': { ...USAGE, why: 'Whether checks for updates work.', fields: { available: FLAG } },
  'update.applied': { ...USAGE, why: 'Whether updates arrive.', fields: { ok: FLAG } },
  'session.start': { ...USAGE, why: 'How many sessions begin.', fields: { agent: OPTIONAL_SLUG } },
  'session.end': { ...USAGE, why: 'How long sessions take.', fields: { durationMs: DURATION, ok: FLAG } },
  'tool.call': {
    ...USAGE,
    why: 'Which tools an agent calls, and whether they work.',
    fields: { toolName: SLUG, durationMs: DURATION, ok: FLAG },
  },
  'token.usage': {
    ...USAGE,
    why: 'How many tokens a model takes.',
    fields: { model: SLUG, inputTokens: COUNT, outputTokens: COUNT },
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
