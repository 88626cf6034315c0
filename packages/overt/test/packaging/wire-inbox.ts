import { startFaultServer, type FaultServer, type Received } from '../harness/fault-server.ts';
import { textOf } from '../harness/inbox.ts';

/** An event as the collector is sent it. */
export type WireEvent = {
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly runtime: string;
};

/** Speaks as the collector does, and keeps the events. */
export type WireInbox = FaultServer & { readonly events: WireEvent[] };

/** Starts one. `onRequest` is called while whoever sends waits for the answer. */
export async function startWireInbox(onRequest: () => void = () => {}): Promise<WireInbox> {
  const events: WireEvent[] = [];
  const server = await startFaultServer(async (request) => {
    onRequest();
    const taken = readEvents(request);
    events.push(...taken);
    return {
      status: 200,
      body: JSON.stringify({ accepted: taken.length, duplicates: [], rejected: [] }),
    };
  });
  return { ...server, events };
}

type WireRun = { readonly resource: { readonly runtime: string }; readonly events: readonly WireEvent[] };

function readEvents(request: Received): WireEvent[] {
  const { runs } = JSON.parse(textOf(request)) as { runs: readonly WireRun[] };
  return runs.flatMap(({ resource, events }) =>
    events.map(({ name, props }) => ({ name, props, runtime: resource.runtime })),
  );
}
