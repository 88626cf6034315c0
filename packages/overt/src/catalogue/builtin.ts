import type { EventDeclaration } from './event.ts';
import { count, durationMs, flag, oneOf, slug } from './field.ts';

const COMMAND = slug({ maxWords: 6 });

/**
 * The events that every tool has without declaring them. The SDK records `command.*` and `crash` by itself; the
 * others are there to be tracked, under the names that other tools use too.
 */
export const BUILTIN_EVENTS = {
  'command.invocation': builtin(
    'Which commands are used, how long they take and whether they work.',
    'usage',
    {
      command: COMMAND,
      outcome: oneOf(['ok', 'error', 'exit']),
      exitCode: count(),
      durationMs: durationMs(),
    },
  ),
  'command.error': builtin('Which commands fail, and with which kind of error.', 'errors', {
    command: slug({ maxWords: 6, optional: true }),
    errorKind: slug(),
    errorCode: slug({ optional: true }),
  }),
  'command.abandoned': builtin(
    'Which runs died without a word: killed, out of memory, lost power.',
    'errors',
    {
      command: slug({ maxWords: 6, optional: true }),
    },
  ),
  crash: builtin('Which errors end the tool.', 'errors', {
    errorClass: slug(),
    errorCode: slug({ optional: true }),
    origin: oneOf(['exception', 'rejection']),
    command: slug({ maxWords: 6, optional: true }),
  }),
  error: builtin('Which errors the tool meets and handles.', 'errors', {
    errorClass: slug(),
    errorCode: slug({ optional: true }),
  }),
  'feature.used': builtin('Which features are used.', 'usage', { feature: slug() }),
  'update.check': builtin('Whether checks for updates work.', 'usage', { available: flag() }),
  'update.applied': builtin('Whether updates arrive.', 'usage', { ok: flag() }),
  'session.start': builtin('How many sessions begin.', 'usage', { agent: slug({ optional: true }) }),
  'session.end': builtin('How long sessions take.', 'usage', { durationMs: durationMs(), ok: flag() }),
  'tool.call': builtin('Which tools an agent calls, and whether they work.', 'usage', {
    toolName: slug(),
    durationMs: durationMs(),
    ok: flag(),
  }),
  'token.usage': builtin('How many tokens a model takes.', 'usage', {
    model: slug(),
    inputTokens: count(),
    outputTokens: count(),
  }),
  'daemon.start_failure': builtin('Whether the background service starts.', 'errors', { errorKind: slug() }),
  friction: builtin('Where typed commands are not understood: the kind, never what was typed.', 'usage', {
    kind: oneOf(['unknown-command', 'unknown-flag', 'missing-argument', 'bad-argument']),
    command: slug({ maxWords: 6, optional: true }),
  }),
} as const satisfies Record<string, EventDeclaration>;

/** The events that every tool has. */
export type BuiltinEvents = typeof BUILTIN_EVENTS;

function builtin<Level extends 'errors' | 'usage', Fields extends NonNullable<EventDeclaration['fields']>>(
  why: string,
  level: Level,
  fields: Fields,
): { why: string; level: Level; owner: string; expires: 'never'; fields: Fields } {
  return { why, level, owner: 'the tool', expires: 'never', fields };
}
