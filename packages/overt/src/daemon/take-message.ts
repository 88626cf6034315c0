import { attempt } from '../platform/attempt.ts';
import { isRecord } from '../platform/record.ts';
import { outcomeOf, toNames } from '../telemetry/command.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import type { Refusal } from './receiver.ts';

/** What messages act on. */
export type MessageTaker = { readonly recorder: Pick<Recorder, 'record'>; readonly poke: () => void };

type Payload = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, (taker: MessageTaker, payload: Payload) => Refusal | undefined>> = {
  track,
  command: recordCommand,
  poke: ({ poke }) => void poke(),
};

/** Takes one line. Answers why it could not be taken. */
export function takeMessage(taker: MessageTaker, frame: Buffer): Refusal | undefined {
  const message = attempt(
    () => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame)) as unknown,
  );
  if (!isRecord(message) || typeof message['type'] !== 'string') return 'malformed_message';
  const { type, payload = {} } = message;
  if (!Object.hasOwn(TYPES, type)) return 'unknown_message';
  return isRecord(payload) ? TYPES[type]?.(taker, payload) : 'malformed_message';
}

function track({ recorder }: MessageTaker, { name, props }: Payload): Refusal | undefined {
  if (typeof name !== 'string') return 'malformed_message';
  return recorder.record(name, props) === undefined ? 'not_recorded' : undefined;
}

/** A command that is over: what `telemetry.command` would have recorded of it. */
function recordCommand({ recorder }: MessageTaker, payload: Payload): Refusal | undefined {
  const { command, exitCode = 0, durationMs, flags } = payload;
  if (typeof command !== 'string' || !Number.isInteger(exitCode)) return 'malformed_message';
  const { outcome = outcomeOf(exitCode as number) } = payload;
  const names = toNames(flags as readonly string[] | undefined);
  const props = { command, outcome, exitCode, durationMs, flags: names };
  return recorder.record('command.invocation', props) === undefined ? 'not_recorded' : undefined;
}
