import type { BatchEvent, Fault, Frame, StackError } from 'overt';

/** What PostHog looks for in an event of name `$exception`. */
type ExceptionProperties = Readonly<Record<string, unknown>> & {
  readonly $exception_list: readonly unknown[];
  readonly $exception_level: 'fatal' | 'error';
};

const MECHANISMS: Readonly<Record<Fault['kind'], string>> = {
  handled: 'generic',
  exception: 'onuncaughtexception',
  rejection: 'onunhandledrejection',
  'out-of-memory': 'out-of-memory',
  fatal: 'fatal',
};
/** What PostHog's own SDK calls a function without a name. */
const UNKNOWN = '?';
const PLATFORM = 'node:javascript';

/** The errors in the order in which they were told: what was thrown, then what it came of. Source lines are never there. */
export function makeException(fault: Fault, props: BatchEvent['props']): ExceptionProperties {
  const { stack: _told, fingerprint, ...others } = props;
  return {
    ...others,
    $exception_list: fault.errors.map((error, index) => makeError(fault, error, index)),
    $exception_level: fault.isFatal ? 'fatal' : 'error',
    ...(fingerprint !== undefined && { $exception_fingerprint: fingerprint }),
  };
}

function makeError(
  fault: Fault,
  { type, message = '', frames, parent = 0, relation }: StackError,
  index: number,
) {
  const own = { type: MECHANISMS[fault.kind], handled: fault.kind === 'handled', synthetic: false };
  const chained = { type: 'chained', source: relation ?? 'cause', synthetic: false };
  return {
    type,
    value: message,
    mechanism: { ...(index === 0 ? own : { ...chained, parent_id: parent }), exception_id: index },
    ...(frames.length > 0 && { stacktrace: { type: 'raw', frames: makeFrames(frames) } }),
  };
}

/** Frames as PostHog orders them: the innermost last. */
function makeFrames(frames: StackError['frames']): unknown[] {
  return frames.map((frame) => ('cut' in frame ? noteCut(frame.cut) : makeFrame(frame))).toReversed();
}

/** PostHog has no place for a number of frames that were left out. */
function noteCut(count: number): unknown {
  return { platform: PLATFORM, filename: '<cut>', function: `… ${count} more`, in_app: false };
}

function makeFrame({ function: name = UNKNOWN, file = '<elsewhere>', line, column, inApp }: Frame): unknown {
  return {
    platform: PLATFORM,
    filename: file,
    function: name,
    ...(line !== undefined && { lineno: line }),
    ...(column !== undefined && { colno: column }),
    in_app: inApp,
  };
}
