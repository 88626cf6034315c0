/** Why one event was not taken. */
export type RejectionReason =
  | 'invalid_event'
  | 'invalid_name'
  | 'invalid_seq'
  | 'invalid_time'
  | 'invalid_props'
  | 'invalid_sample_rate'
  | 'invalid_run'
  | 'erased';

/** A property value on the wire. */
export type PropValue = string | number | boolean;

/** One event as it is sent. */
export type WireEvent = {
  readonly seq: number;
  readonly time: number;
  readonly name: string;
  readonly props: Readonly<Record<string, PropValue>>;
  /** The share of such events that is sent; all of them when it is absent. */
  readonly sampleRate?: number | undefined;
};

/** One word is a name too: `crash` and `error` are built in. */
const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$/;
const MAX_NAME_LENGTH = 80;
const MAX_PROPS = 64;
export const MAX_PROP_NAME_LENGTH = 64;
export const MAX_PROP_VALUE_LENGTH = 8_192;

/** 2100-01-01. A clock may be wrong, but ClickHouse's DateTime64 has to hold what it says. */
export const MAX_TIME_MS: number = Date.UTC(2100, 0, 1);

/** One event stands for a million at most: whoever sends a smaller rate could make any sum of it. */
const MIN_SAMPLE_RATE = 1e-6;

/** A regular expression costs more than a look-up, and a tool has few names. Bounded, since senders choose the names. */
const MAX_KNOWN_NAMES = 10_000;
const knownNames = new Set<string>();

/** What is wrong with an event, or undefined when `event` is a `WireEvent`. */
export function findEventFault(event: unknown): RejectionReason | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return 'invalid_event';
  const { seq, time, name, props, sampleRate = 1 } = event as Record<string, unknown>;
  if (!isEventName(name)) return 'invalid_name';
  if (!isSeq(seq)) return 'invalid_seq';
  if (typeof time !== 'number' || !(time >= 0 && time < MAX_TIME_MS)) return 'invalid_time';
  if (!areProps(props)) return 'invalid_props';
  if (!isSampleRate(sampleRate)) return 'invalid_sample_rate';
  return undefined;
}

/** A positive integer that JSON and JavaScript keep exactly. */
export function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Whether events may be sampled at this rate. One of zero would stand for more events than there are numbers. */
export function isSampleRate(value: unknown): value is number {
  return typeof value === 'number' && value >= MIN_SAMPLE_RATE && value <= 1;
}

/** Whether an event may have this name. */
export function isEventName(name: unknown): name is string {
  if (typeof name !== 'string') return false;
  if (knownNames.has(name)) return true;
  if (name.length > MAX_NAME_LENGTH || !NAME.test(name)) return false;
  if (knownNames.size < MAX_KNOWN_NAMES) knownNames.add(name);
  return true;
}

function areProps(props: unknown): boolean {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) return false;
  const names = Object.keys(props);
  if (names.length > MAX_PROPS) return false;
  for (const name of names) {
    if (name.length === 0 || name.length > MAX_PROP_NAME_LENGTH) return false;
    if (!isPropValue((props as Record<string, unknown>)[name])) return false;
  }
  return true;
}

function isPropValue(value: unknown): value is PropValue {
  if (typeof value === 'string') return value.length <= MAX_PROP_VALUE_LENGTH;
  // JSON has no Infinity, but 1e999 parses to it.
  return typeof value === 'boolean' || Number.isFinite(value);
}
