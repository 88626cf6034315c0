import { parseEnvelope, type ClientReport, type Event, type SerializedSession } from '@sentry/core';
import { textOf } from '../../../overt/test/harness/inbox.ts';
import { startFaultServer, type Answer, type FaultServer } from '../../../overt/test/harness/fault-server.ts';

/** What stands for Sentry: it reads each body with the parser of Sentry's own SDK, which is strict. */
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
      if (type === 'event') taken.events.push(body as Event);
      else if (type === 'session') taken.sessions.push(body as SerializedSession);
      else if (type === 'client_report') taken.reports.push(body as ClientReport);
      else throw new Error(`Nobody expected an item of type ${type}.`);
    }
    return answer;
  });
  const dsn = `${server.url.replace('://', '://0123456789abcdef0123456789abcdef@')}/7`;
  return { ...server, ...taken, dsn, bodies, answerWith: (answer) => void (decide = answer) };
}
