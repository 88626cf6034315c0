import { createSink } from '../src/sink.ts';
import { formatStack } from '../../overt/src/reports/stack-text.ts';
import { describe, expect, it } from 'vitest';
import { sentry } from '../src/index.ts';
import { makeBatch, makeEvent, makeRun, makeTools } from '../../overt/test/harness/batches.ts';
import { startReceiver } from './harness/receiver.ts';
import { listUnexplained, type Difference } from '../../overt/test/harness/differences.ts';
import { DIFFERENCES } from './peer/differences.ts';
import { askScript } from '../../overt/test/harness/peer-script.ts';
import { askPeer, ENDS, SCRIPT, type End } from './peer/ask.ts';
import { tabulate } from './peer/tabulate.ts';

/** The same error of the same script, as @sentry/node 10.78.0 sends it and as we do. */
describe('field by field, an event differs from that of @sentry/node only in what is listed', () => {
  const used = new Set<Difference>();

  it.each(ENDS)('%s', async (end) => {
    const ours = tabulate(await sendOurs(end));
    const theirs = tabulate(await askPeer(end));
    expect(Object.keys(theirs).length).toBeGreaterThan(10);
    expect(listUnexplained({ ours, theirs }, DIFFERENCES, used)).toEqual([]);
    // What both have to say of the error itself.
    const same = Object.keys(theirs).filter(
      (path) => path.startsWith('exception.') && ours[path] === theirs[path],
    );
    expect(same.length).toBeGreaterThan(end === 'reject' ? 4 : 20);
  });

  it('and nothing is listed that is not so', () => {
    expect(DIFFERENCES.filter((row) => !used.has(row)).map(({ why }) => why)).toEqual([]);
  });
});

async function sendOurs(end: End) {
  const receiver = await startReceiver();
  const { name, options } = sentry({ dsn: receiver.dsn });
  const stack = formatStack(await askScript({ script: SCRIPT, end }));
  const origin = end === 'reject' ? 'rejection' : 'exception';
  const event = makeEvent({
    run: makeRun({ resource: { environment: 'production' } }),
    name: end === 'handled' ? 'error' : 'crash',
    props: {
      errorClass: 'storeerror',
      stack,
      fingerprint: '5d1f7a84db3c2e09',
      ...(end !== 'handled' && { origin }),
    },
  });
  await createSink(makeTools(), { name, options }).send(makeBatch([event]), {
    signal: new AbortController().signal,
  });
  await receiver.close();
  return receiver.events[0];
}
