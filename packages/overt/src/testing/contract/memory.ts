import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { batchOf, exampleEvents } from './example.ts';
import { send } from './send.ts';
import { demand, type CaseResult, type SinkUnderTest } from './subject.ts';

/** 32 batches of 20 events of 8 kB, and not more, since a runner may give a test 5 s. */
const BATCHES = 32;
const EVENTS = 20;
const TEXT_LENGTH = 8192;
/** The last ones may still be on the stack, or in a buffer that is about to be reused. */
const MAX_ALIVE = 4;

/**
 * A backlog does not pile up in the sink: when a batch is settled, nothing holds its events any more. Looked at by weak references, not
 * by the size of the heap, on which the rest of the process has a say.
 */
export async function forgetsBatches({ sink, keeps }: SinkUnderTest): Promise<CaseResult> {
  if (keeps === true) return 'it keeps events on purpose';
  const collect = findCollector();
  if (collect === undefined) return 'the garbage collector cannot be called here';
  const batches: WeakRef<object>[] = [];
  for (let index = 0; index < BATCHES; index += 1) {
    const batch = batchOf(exampleEvents(EVENTS, { text: 'x'.repeat(TEXT_LENGTH) }, index * EVENTS + 1));
    batches.push(...batch.events.slice(0, 1).map((event) => new WeakRef(event)));
    await send(sink, batch);
  }
  // A weak reference holds what it points to until the turn of the event loop is over.
  await new Promise((resolve) => void setImmediate(resolve));
  collect();
  const alive = batches.filter((batch) => batch.deref() !== undefined).length;
  demand(alive <= MAX_ALIVE, `batches that are settled are forgotten (${alive} of ${BATCHES} are not)`);
  return undefined;
}

function findCollector(): (() => void) | undefined {
  try {
    setFlagsFromString('--expose-gc');
    return runInNewContext('gc') as () => void;
  } catch {
    return undefined;
  }
}
