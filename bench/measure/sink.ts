import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival, SinkAnswer, SinkQuestion } from './sink-process.ts';

/** How often the driver asks while it waits for an arrival. */
const POLL_MS = 50;

/** The endpoints that the measured tools talk to. */
export type Sink = {
  readonly healthyUrl: string;
  readonly blackholeUrl: string;
  /** What has arrived so far, by id. */
  arrivals(): Promise<ReadonlyMap<number, Arrival>>;
  /** Waits until all ids arrived or the time is up, and says what arrived. */
  waitFor(ids: readonly number[], timeoutMs: number): Promise<ReadonlyMap<number, Arrival>>;
  /** Ends the connections that hang at the blackholed endpoint, and with them the couriers that wait there. */
  release(): Promise<void>;
  close(): void;
};

/** Starts the endpoints on loopback. */
export async function startSink(): Promise<Sink> {
  const child = fork(new URL('sink-process.ts', import.meta.url));
  const ready = await nextAnswer(child);
  if (ready.kind !== 'ready') throw new Error('Expected the sink to say that it is ready.');
  const arrivals = async (): Promise<ReadonlyMap<number, Arrival>> => {
    child.send({ kind: 'arrivals' } satisfies SinkQuestion);
    const answer = await nextAnswer(child);
    return new Map(answer.kind === 'arrivals' ? answer.arrivals.map((one) => [one.id, one]) : []);
  };
  return {
    healthyUrl: `http://127.0.0.1:${ready.healthyPort}`,
    blackholeUrl: `http://127.0.0.1:${ready.blackholePort}`,
    arrivals,
    async waitFor(ids, timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      let seen = await arrivals();
      while (!ids.every((id) => seen.has(id)) && performance.now() < deadline) {
        await sleep(POLL_MS);
        seen = await arrivals();
      }
      return seen;
    },
    async release() {
      child.send({ kind: 'release' } satisfies SinkQuestion);
      await nextAnswer(child);
    },
    close: () => child.disconnect(),
  };
}

// One question is open at a time, so the next message is its answer.
async function nextAnswer(child: ChildProcess): Promise<SinkAnswer> {
  const [message] = (await once(child, 'message')) as [SinkAnswer];
  return message;
}
