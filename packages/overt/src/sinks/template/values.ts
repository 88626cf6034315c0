import { nameUuid } from '../../platform/name-uuid.ts';
import type { Platform } from '../../platform/platform.ts';
import { formatTime } from '../../platform/time.ts';
import type { BatchEvent } from '../batch.ts';
import type { Batch } from '../sink.ts';
import type { Values } from './compile.ts';

/** What is true of a request. */
export type RequestFacts = Pick<Batch, 'sentAt' | 'attempt' | 'ledger'> & {
  readonly id: string;
  /** As the template of an event made them. */
  readonly events: readonly unknown[];
};

type Readers<Facts> = Readonly<Record<string, (facts: Facts, platform: Platform) => unknown>>;

const OF_EVENT: Readers<BatchEvent> = {
  id: ({ id }) => id,
  uuid: ({ id }, platform) => nameUuid(platform, id),
  run: ({ run }) => run.run,
  parent: ({ run }) => run.parent,
  seq: ({ seq }) => seq,
  time: ({ time }) => time,
  'time.iso': ({ time }) => formatTime(time),
  'time.s': ({ time }) => Math.floor(time / 1000),
  name: ({ name }) => name,
  level: ({ level }) => level,
  sampleRate: ({ sampleRate = 1 }) => sampleRate,
  props: ({ props }) => props,
  resource: ({ run }) => run.resource,
  'install.uuid': ({ run }, platform) => {
    const { install } = run.resource;
    return install === undefined ? undefined : nameUuid(platform, install);
  },
};

const OF_REQUEST: Readers<RequestFacts> = {
  batch: ({ id }) => id,
  sentAt: ({ sentAt }) => sentAt,
  'sentAt.iso': ({ sentAt }) => formatTime(sentAt),
  'sentAt.s': ({ sentAt }) => Math.floor(sentAt / 1000),
  attempt: ({ attempt }) => attempt,
  ledger: ({ ledger }) => ledger,
  events: ({ events }) => events,
};

/** What the placeholders stand for in what is sent of an event. */
export function valuesOfEvent(platform: Platform, event: BatchEvent): Values {
  return (name) => {
    const reader = own(OF_EVENT, name);
    if (reader !== undefined) return reader(event, platform);
    if (name.startsWith('props.')) return own(event.props, name.slice('props.'.length));
    return own(event.run.resource, name.slice('resource.'.length));
  };
}

/** What the placeholders stand for in a request. What is true of an event is taken from `first`: all of them agree in it. */
export function valuesOfRequest(platform: Platform, facts: RequestFacts, first: BatchEvent): Values {
  const ofEvent = valuesOfEvent(platform, first);
  return (name) => {
    const reader = own(OF_REQUEST, name);
    return reader === undefined ? ofEvent(name) : reader(facts, platform);
  };
}

/** Whether a placeholder says something of the request as a whole. */
export function isOfRequest(name: string): boolean {
  return Object.hasOwn(OF_REQUEST, name);
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
