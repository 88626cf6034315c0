import { describe, expect, it } from 'vitest';
import { formatStack } from '../../overt/src/reports/stack-text.ts';
import { makeBatch, makeEvent, makeTools } from '../../overt/test/harness/batches.ts';
import { listUnexplained, type Difference } from '../../overt/test/harness/differences.ts';
import { askScript } from '../../overt/test/harness/peer-script.ts';
import { createSink } from '../src/sink.ts';
import { POSTHOG, startPosthog } from './harness/posthog.ts';
import { askPeer, ENDS, SCRIPT, type End, type Request } from './peer/ask.ts';
import { DIFFERENCES } from './peer/differences.ts';
import { tabulate } from './peer/tabulate.ts';

/** The same event of the same script, as posthog-node 5.70.0 sends it and as we do. */
describe('field by field, a request differs from that of posthog-node only in what is listed', () => {
  const used = new Set<Difference>();

  it.each(ENDS)('%s', async (end) => {
    const theirRequest = await askPeer(end);
    expect(theirRequest?.path).toBe('/batch/');
    const [ours, theirs] = [tabulate(await sendOurs(end)), tabulate(theirRequest)];
    expect(Object.keys(theirs).length).toBeGreaterThan(8);
    expect(listUnexplained({ ours, theirs }, DIFFERENCES, used)).toEqual([]);
    const isSame = (path: string): boolean => ours[path] === theirs[path];
    for (const path of ['api_key', 'batch.0.event', 'batch.0.properties.$geoip_disable'])
      expect(isSame(path)).toBe(true);
    if (end === 'capture') return;
    // What both have to say of the error itself.
    const same = Object.keys(theirs).filter((path) => path.includes('$exception_list') && isSame(path));
    expect(same.length).toBeGreaterThan(end === 'reject' ? 8 : 25);
  });

  it('and nothing is listed that is not so', () => {
    expect(DIFFERENCES.filter((row) => !used.has(row)).map(({ why }) => why)).toEqual([]);
  });
});

async function sendOurs(end: End): Promise<Request> {
  const server = await startPosthog();
  const { name, options } = POSTHOG.makeSink(server.options);
  await createSink(makeTools(), { name, options }).send(makeBatch([await makeOurs(end)]), {
    signal: new AbortController().signal,
  });
  await server.close();
  return { path: '/batch/', body: JSON.parse(server.texts[0] ?? '') as Request['body'] };
}

async function makeOurs(end: End) {
  if (end === 'capture')
    return makeEvent({ name: 'scan.finished', level: 'usage', props: { files: 3, ok: true } });
  const stack = formatStack(await askScript({ script: SCRIPT, end }));
  const origin = end === 'reject' ? 'rejection' : 'exception';
  return makeEvent({
    name: end === 'handled' ? 'error' : 'crash',
    props: {
      errorClass: 'storeerror',
      stack,
      fingerprint: '5d1f7a84db3c2e09',
      ...(end !== 'handled' && { origin }),
    },
  });
}
