import { parseEnvelope, type ClientReport, type Event, type SerializedSession } from '@sentry/core';
import { Ajv } from 'ajv';
import { textOf } from '../../../overt/test/harness/inbox.ts';
import { SDK } from '../../src/sdk.ts';
import { EVENT_SCHEMA } from './event-schema.ts';
import { startFaultServer, type Answer, type FaultServer } from '../../../overt/test/harness/fault-server.ts';

/**
 * What stands for Sentry: it reads each body with the parser of Sentry's own SDK, which is strict, and holds our events against
 * their published shape. What is wrong is not answered.
 */
export type Receiver = FaultServer & {
  readonly dsn: string;
  /** Of what was taken, in order. */
  readonly events: Event[];
  readonly sessions: SerializedSession[];
  readonly reports: ClientReport[];
  /** The paths and the texts of all requests. */
  readonly bodies: { readonly path: string; readonly text: string }[];
  /** Decides about each request, by what is in it. */
  readonly answerWith: (answer: (kinds: readonly string[], text: string) => Answer) => void;
};

const isEvent = new Ajv({ allErrors: true }).compile<Event>(EVENT_SCHEMA);

const TAKEN: Answer = { status: 200, body: '{}' };

export async function startReceiver(): Promise<Receiver> {
  const taken = { events: [] as Event[], sessions: [] as SerializedSession[], reports: [] as ClientReport[] };
  const bodies: Receiver['bodies'] = [];
  let decide: (kinds: readonly string[], text: string) => Answer = () => TAKEN;
  const server = await startFaultServer(async (request) => {
    const text = textOf(request);
    bodies.push({ path: request.path, text });
    const [, items] = parseEnvelope(text);
    const answer = decide(
      items.map(([{ type }]) => type),
      text,
    );
    if (answer.status >= 300) return answer;
    for (const [{ type }, body] of items) {
      if (type === 'event') taken.events.push(check(body));
      else if (type === 'session') taken.sessions.push(body as SerializedSession);
      else if (type === 'client_report') taken.reports.push(body as ClientReport);
      else throw new Error(`Nobody expected an item of type ${type}.`);
    }
    return answer;
  });
  const dsn = `${server.url.replace('://', '://0123456789abcdef0123456789abcdef@')}/7`;
  return { ...server, ...taken, dsn, bodies, answerWith: (answer) => void (decide = answer) };
}

/** The peer that we compare with sends more than is held to be right for us. */
function check(body: unknown): Event {
  const event = body as Event;
  const isOurs = event.sdk?.name === SDK.name;
  if (isOurs && !isEvent(event)) throw new Error(`No event of Sentry's: ${JSON.stringify(isEvent.errors)}`);
  return event;
}
