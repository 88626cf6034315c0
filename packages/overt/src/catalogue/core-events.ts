import type { Catalogue } from './event.ts';

export const COMMAND = { kind: 'slug', maxWords: 6 } as const;
export const OPTIONAL_COMMAND = { kind: 'slug', maxWords: 6, optional: true } as const;
export const SLUG = { kind: 'slug' } as const;
export const OPTIONAL_SLUG = { kind: 'slug', optional: true } as const;
const DERIVED = { kind: 'derived', optional: true } as const;
/** What is made of the notes of an error (spool/run-file.ts); error-fields.ts says what each is. */
export const REPORT = {
  stack: { kind: 'stack', optional: true },
  fingerprint: DERIVED,
  reference: DERIVED,
  debugIds: DERIVED,
} as const;
export const COUNT = { kind: 'count' } as const;
const OPTIONAL_COUNT = { kind: 'count', optional: true } as const;
export const OPTIONAL_DURATION = { kind: 'durationMs', optional: true } as const;

export const USAGE = { level: 'usage', owner: 'the tool', expires: 'never' } as const;
export const ERRORS = { level: 'errors', owner: 'the tool', expires: 'never' } as const;

/** The built-in events that nearly every tool records, and that a process which dies must not have to look for. */
export const CORE_EVENTS = {
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
      durationMs: OPTIONAL_DURATION,
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
} as const satisfies Catalogue;

/** The names of the others (builtin.ts), which are loaded when one is recorded: so nobody declares one of them. */
export const OTHER_BUILTIN_NAMES: readonly string[] = [
  'command.summary',
  'command.abandoned',
  'update.check',
  'update.applied',
  'session.start',
  'session.turn',
  'tool.call',
  'token.usage',
  'session.error',
  'session.end',
  'daemon.start',
  'daemon.stop',
  'daemon.start_failure',
  'telemetry.test',
  'data.deletion_request',
  'friction',
];
